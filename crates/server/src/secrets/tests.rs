use std::{fs, os::unix::fs::PermissionsExt as _, path::PathBuf};

use portcullis_core::SystemClock;
use portcullis_storage_sqlite::{Options, SqliteRepository};
use tempfile::TempDir;

use super::*;

/// A data directory with a store, on which any number of vaults can be opened.
struct World {
    directory: TempDir,
    store: Arc<SqliteRepository>,
}

fn world() -> World {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("test.db");
    let store = SqliteRepository::open(&path, Arc::new(SystemClock), Options::default());
    World {
        store: Arc::new(store.unwrap()),
        directory,
    }
}

fn org() -> OrgId {
    OrgId::new("1")
}

fn name(text: &str) -> SecretName {
    SecretName::parse(text).unwrap()
}

fn keys(letters: &str) -> KeySource {
    let texts = letters.chars().map(|letter| letter.to_string().repeat(43));
    KeySource::Given(Keys::parse(&texts.collect::<Vec<_>>().join(",")).unwrap())
}

#[track_caller]
fn says<T: fmt::Debug>(result: Result<T>, part: &str) {
    let error = result.unwrap_err().to_string();
    assert!(error.contains(part), "{error}");
    assert!(!error.contains("hunter2"), "{error}");
}

// === impl World ===

impl World {
    fn vault(&self) -> Vault {
        self.vault_of(KeySource::in_directory(self.directory.path()))
    }

    fn vault_of(&self, source: KeySource) -> Vault {
        Vault::new(self.store.clone(), source, Arc::new(SystemClock))
    }

    fn key_file(&self) -> PathBuf {
        self.directory.path().join("secrets.key")
    }

    fn key_text(&self) -> String {
        fs::read_to_string(self.key_file()).unwrap()
    }
}

// === impl Vault ===

impl Vault {
    async fn put(&self, key: &str, value: &str) -> Result<()> {
        let value = SecretValue::parse(value).unwrap();
        self.set(&org(), &name(key), &value).await
    }

    async fn get(&self, key: &str) -> Result<Option<String>> {
        let found = self.open(&org(), &name(key)).await?;
        Ok(found.map(|value| value.reveal().to_owned()))
    }

    async fn shown(&self, key: &str) -> Option<String> {
        self.get(key).await.unwrap()
    }
}

#[tokio::test]
async fn the_first_secret_makes_the_key() {
    let world = world();
    let vault = world.vault();
    assert_eq!(vault.shown("a").await, None);
    assert!(!world.key_file().exists());
    vault.put("a", "hunter2").await.unwrap();
    let mode = fs::metadata(world.key_file()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(vault.shown("a").await.as_deref(), Some("hunter2"));
    assert_eq!(world.vault().shown("a").await.as_deref(), Some("hunter2"));
    let other = world.vault().open(&OrgId::new("2"), &name("a")).await;
    assert_eq!(other.unwrap(), None);
    assert_eq!(
        world.vault().problems().await.unwrap(),
        Vec::<String>::new()
    );

    let listed = vault.list(&org()).await.unwrap();
    assert_eq!(listed[0].name, name("a"));
    vault.delete(&org(), &name("a")).await.unwrap();
    assert_eq!(vault.shown("a").await, None);
}

#[tokio::test]
async fn nothing_readable_is_on_disk() {
    let world = world();
    world.vault().put("a", "hunter2-hunter2").await.unwrap();
    for file in world.directory.path().read_dir().unwrap() {
        let bytes = fs::read(file.unwrap().path()).unwrap();
        let found = bytes.windows(7).any(|part| part == b"hunter2");
        assert!(!found);
    }
}

#[tokio::test]
async fn a_lost_key_is_told_and_not_replaced() {
    let world = world();
    world.vault().put("a", "hunter2").await.unwrap();
    let key = world.key_text();
    fs::remove_file(world.key_file()).unwrap();
    let vault = world.vault();
    says(vault.get("a").await, "the key is missing");
    says(vault.put("b", "hunter2").await, "secrets.key is missing");
    says(vault.rotate().await, "secrets.key is missing");
    let problems = vault.problems().await.unwrap();
    assert!(
        problems[0].contains("secrets.key is missing: put it back"),
        "{problems:?}"
    );
    assert!(!world.key_file().exists());

    fs::write(world.key_file(), "hunter2").unwrap();
    says(vault.get("a").await, "has as key 1 what is not 32 bytes");
    fs::write(world.key_file(), "A".repeat(43)).unwrap();
    says(vault.get("a").await, "the key is missing");
    fs::write(world.key_file(), &key).unwrap();
    assert_eq!(vault.shown("a").await.as_deref(), Some("hunter2"));
    let problems = vault.problems().await.unwrap();
    let mode = fs::metadata(world.key_file()).unwrap().permissions().mode();
    assert_eq!(problems.is_empty(), mode & 0o077 == 0, "{problems:?}");

    // Whoever has lost it for good deletes what it sealed, and begins anew.
    fs::remove_file(world.key_file()).unwrap();
    world.vault().delete(&org(), &name("a")).await.unwrap();
    world.vault().put("a", "new").await.unwrap();
    assert_ne!(world.key_text(), key);
}

/// Whoever mistypes the key seals nothing that the server cannot open.
#[tokio::test]
async fn keys_that_open_nothing_seal_nothing() {
    let world = world();
    world.vault_of(keys("A")).put("a", "hunter2").await.unwrap();
    for other in [keys("E"), keys("EI")] {
        let vault = world.vault_of(other);
        says(vault.put("a", "x").await, "opens none of the secrets");
        says(vault.put("b", "x").await, "opens none of the secrets");
    }
    says(world.vault().put("a", "x").await, "secrets.key is missing");
    let known = world.vault_of(keys("A"));
    assert_eq!(known.shown("a").await.as_deref(), Some("hunter2"));
    known.delete(&org(), &name("a")).await.unwrap();
    world.vault_of(keys("E")).put("a", "new").await.unwrap();
}

#[tokio::test]
async fn a_rotation_beside_a_server_disturbs_nothing() {
    let world = world();
    let server = world.vault();
    for number in 0..60 {
        server.put(&format!("s{number}"), "hunter2").await.unwrap();
    }
    let before = world.key_text();
    let rotation = world.vault().rotate().await.unwrap();
    assert_eq!(rotation.resealed, 60);
    let after = world.key_text();
    assert_eq!(after.lines().count(), 1);
    assert_ne!(after, before);
    assert_eq!(server.shown("s0").await.as_deref(), Some("hunter2"));
    server.put("s0", "other").await.unwrap();
    assert_eq!(world.vault().shown("s0").await.as_deref(), Some("other"));

    // What the old key seals is refused for good, even when the old key comes back.
    fs::write(world.key_file(), before).unwrap();
    says(
        world.vault().put("s0", "x").await,
        "opens none of the secrets",
    );
}

#[tokio::test]
async fn a_rotation_that_was_cut_short_is_repeated() {
    let world = world();
    world.vault().put("a", "hunter2").await.unwrap();
    let old = world.key_text();
    // It had written the new key, and not more.
    let text = format!("{}\n{old}", "A".repeat(43));
    fs::write(world.key_file(), text).unwrap();
    assert_eq!(world.vault().shown("a").await.as_deref(), Some("hunter2"));
    world.vault().put("b", "under the new key").await.unwrap();
    let rotation = world.vault().rotate().await.unwrap();
    assert_eq!(rotation.resealed, 2);
    assert_eq!(world.key_text().lines().count(), 1);
    assert_eq!(world.vault().shown("a").await.as_deref(), Some("hunter2"));
}

#[tokio::test]
async fn a_rotation_stops_at_what_it_cannot_open() {
    let world = world();
    let vault = world.vault();
    vault.put("a", "hunter2").await.unwrap();
    let with_another = format!("{},{}", "E".repeat(43), world.key_text());
    let lost = world.vault_of(KeySource::Given(Keys::parse(&with_another).unwrap()));
    lost.put("b", "hunter2").await.unwrap();
    says(vault.rotate().await, "secret b of organisation 1");
    assert_eq!(vault.shown("a").await.as_deref(), Some("hunter2"));
    vault.delete(&org(), &name("b")).await.unwrap();
    vault.rotate().await.unwrap();
    assert_eq!(vault.shown("a").await.as_deref(), Some("hunter2"));
    assert_eq!(world.key_text().lines().count(), 1);
}

#[tokio::test]
async fn given_keys_are_rotated_by_their_order() {
    let world = world();
    world.vault_of(keys("A")).put("a", "hunter2").await.unwrap();
    says(
        world.vault_of(keys("E")).get("a").await,
        "the key is missing",
    );
    let both = world.vault_of(keys("EA"));
    assert_eq!(both.shown("a").await.as_deref(), Some("hunter2"));
    assert_eq!(both.rotate().await.unwrap().resealed, 1);
    assert_eq!(both.rotate().await.unwrap().resealed, 0);
    let new = world.vault_of(keys("E"));
    assert_eq!(new.shown("a").await.as_deref(), Some("hunter2"));
    says(
        world.vault_of(keys("AE")).put("a", "x").await,
        "was replaced",
    );
    // The way back is a rotation too.
    assert_eq!(
        world.vault_of(keys("AE")).rotate().await.unwrap().resealed,
        1
    );
    world.vault_of(keys("A")).put("a", "x").await.unwrap();
    assert!(!world.key_file().exists());
}

#[tokio::test]
async fn a_sealed_value_opens_nowhere_else() {
    let world = world();
    let vault = world.vault();
    vault.put("a", "hunter2").await.unwrap();
    vault.put("b", "other").await.unwrap();
    let path = world.directory.path().join("test.db");
    let raw = rusqlite::Connection::open(path).unwrap();
    let moved = "UPDATE secrets SET sealed = (SELECT sealed FROM secrets WHERE name = 'a')";
    raw.execute(moved, ()).unwrap();
    says(
        vault.get("b").await,
        "it was changed, or sealed for another name",
    );
    assert_eq!(vault.shown("a").await.as_deref(), Some("hunter2"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn rotations_while_secrets_are_set_and_read() {
    let world = world();
    let server = world.vault();
    server.put("kept", "hunter2").await.unwrap();
    let setting = tokio::spawn({
        let server = server.clone();
        async move {
            for number in 0..60 {
                let value = format!("value {number}");
                server.put("changing", &value).await.unwrap();
                assert_eq!(server.shown("changing").await, Some(value));
                assert_eq!(server.shown("kept").await.as_deref(), Some("hunter2"));
            }
        }
    });
    let mut rotations = 0;
    while !setting.is_finished() {
        world.vault().rotate().await.unwrap();
        rotations += 1;
    }
    setting.await.unwrap();
    assert!(rotations > 0);
    assert_eq!(world.key_text().lines().count(), 1);
    assert_eq!(server.shown("changing").await.as_deref(), Some("value 59"));
}
