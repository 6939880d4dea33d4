use clap::{CommandFactory, error::ErrorKind};

use crate::config::Setting;

use super::*;

#[track_caller]
fn check(line: &str, expected: Result<(), ErrorKind>) {
    let words = std::iter::once("portcullis").chain(line.split_whitespace());
    let parsed = Cli::try_parse_from(words).map(|_| ()).map_err(|e| e.kind());
    assert_eq!(parsed, expected, "{line:?}");
}

#[test]
fn command_lines() {
    check("", Ok(()));
    check("--listen x --data-dir y", Ok(()));
    check("serve --listen x --data-dir y", Ok(()));
    check("--data-dir y serve --listen x", Ok(()));
    check("org add ACME --output json --data-dir y", Ok(()));
    check("org --output json list", Ok(()));
    check(
        "user add a --org 1 --role ORG_OWNER,IAM_OWNER --role ORG_OWNER",
        Ok(()),
    );
    check("user remove 1", Ok(()));
    check("token create --user 1 --expires 90d", Ok(()));
    check("token revoke 1 --database sqlite:x", Ok(()));
    check("verify --output json", Ok(()));
    check("suspend --org 1 --flow 3 --trigger 1 --reason x", Ok(()));
    check("suspend --list", Ok(()));
    check(
        "run f.js --flow 2 --trigger 4 --timeout 500ms --allowed-to-fail --watch",
        Ok(()),
    );
    check(
        "run --request r.json --allowed-to-fail",
        Err(ErrorKind::ArgumentConflict),
    );
    check(
        "run --request r.json --timeout 1s",
        Err(ErrorKind::ArgumentConflict),
    );
    check(
        "run --request r.json --watch",
        Err(ErrorKind::ArgumentConflict),
    );
    check("suspend --list --org 1", Ok(()));
    check("resume --org 1 --flow 3 --trigger 1", Ok(()));
    check(
        "suspend --org 1 --flow 3",
        Err(ErrorKind::MissingRequiredArgument),
    );
    check(
        "suspend --org 1 --flow 5 --trigger 1",
        Err(ErrorKind::ValueValidation),
    );
    check("suspend --list --flow 3", Err(ErrorKind::ArgumentConflict));
    check("secret set API_KEY --org 1", Ok(()));
    check("secret list --org 1", Ok(()));
    check("secret rotate", Ok(()));
    check("secret set a/b --org 1", Err(ErrorKind::ValueValidation));
    check(
        "secret set a value --org 1",
        Err(ErrorKind::UnknownArgument),
    );
    check("resume --org 1", Err(ErrorKind::MissingRequiredArgument));
    check("--version", Err(ErrorKind::DisplayVersion));
    check("--help", Err(ErrorKind::DisplayHelp));
    check(
        "org",
        Err(ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand),
    );
    check("org add", Err(ErrorKind::MissingRequiredArgument));
    check("org list --listen x", Err(ErrorKind::UnknownArgument));
    check(
        "user add a --org 1",
        Err(ErrorKind::MissingRequiredArgument),
    );
    check(
        "user add a --org 1 --role OWNER",
        Err(ErrorKind::ValueValidation),
    );
    check(
        "token create --user 1 --expires 0s",
        Err(ErrorKind::ValueValidation),
    );
    check(
        "token create --user 1 --expires 90",
        Err(ErrorKind::ValueValidation),
    );
    check("verify --output xml", Err(ErrorKind::InvalidValue));
    check("nonsense", Err(ErrorKind::InvalidSubcommand));
    check("--admin-token x", Err(ErrorKind::UnknownArgument));
}

#[test]
fn the_definition_is_consistent() {
    Cli::command().debug_assert();
}

#[test]
fn help_names_every_flag_variable_and_default() {
    let help = Cli::command()
        .term_width(400)
        .render_long_help()
        .to_string();
    for setting in Setting::ALL {
        assert!(help.contains(&setting.variable()), "{setting:?}");
        if !setting.is_secret() {
            assert!(help.contains(&setting.flag()), "{setting:?}");
        }
        if let Some(value) = setting.default_value() {
            assert!(help.contains(&format!("[default: {value}]")), "{setting:?}");
        }
    }
}

#[test]
fn the_help_of_what_needs_no_instance_has_no_flags_of_one() {
    let mut cli = Cli::command();
    cli.build();
    let mut help = |name: &str| {
        let command = cli.find_subcommand_mut(name).unwrap();
        command.render_long_help().to_string()
    };
    for name in ["run", "lint"] {
        let help = help(name);
        assert!(help.contains("--output"), "{help}");
        for setting in Setting::ALL {
            assert!(!help.contains(&setting.variable()), "{setting:?}: {help}");
        }
        assert!(!help.contains("Instance:"), "{help}");
    }
    assert!(help("org").contains("--data-dir"));
}
