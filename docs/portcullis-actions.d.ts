// Types of what scripts of actions see, for editors and for `tsc --checkJs`; see docs/actions.md.
//
// They describe the profile `goja`. In a script, name the trigger above the function:
//
//     /// <reference path="portcullis-actions.d.ts" />
//     /** @type {portcullis.PreUserinfoCreation} */
//     function myAction(ctx, api) { … }

declare namespace portcullis {
  // --- Functions, by trigger ---------------------------------------------------------

  /** Flow 1, trigger 1. `Provider` is what `ctx.v1.providerInfo` is, `OpenIdUser` for example. */
  type ExternalPostAuthentication<Provider = any> = Action<
    ExternalPostAuthenticationContext<Provider>,
    ExternalPostAuthenticationApi
  >;

  /** Flow 3, trigger 1. */
  type InternalPostAuthentication = Action<InternalPostAuthenticationContext, MetadataApi>;

  /** Flows 1 and 3, trigger 2. */
  type PreCreation = Action<PreCreationContext, PreCreationApi>;

  /** Flows 1 and 3, trigger 3. */
  type PostCreation = Action<PostCreationContext, PostCreationApi>;

  /** Flow 2, trigger 4. */
  type PreUserinfoCreation = Action<TokenContext, TokenApi>;

  /** Flow 2, trigger 5. */
  type PreAccessTokenCreation = Action<TokenContext, TokenApi>;

  /** Flow 4, trigger 6. */
  type PreSamlResponseCreation = Action<SamlContext, SamlApi>;

  /** The function of an action. It returns nothing; whatever it returned would be a failure. */
  type Action<Context, Api> = (ctx: Context, api: Api) => void;

  // --- ctx ---------------------------------------------------------------------------

  interface ExternalPostAuthenticationContext<Provider = any> {
    /** Empty when the identity provider gave none. */
    accessToken: string;
    idToken: string;
    refreshToken: string;
    /** A claim of the ID token; null when there is none of that name. */
    getClaim(name: string): any;
    /** All claims of the ID token, as JSON text. */
    claimsJSON(): string;
    v1: {
      externalUser: ExternalUser;
      /** Null when the login at the provider failed. */
      providerInfo: Provider | null;
      authRequest: AuthRequest | null;
      httpRequest: HttpRequest;
      /** `none`, or why the authentication failed. */
      authError: string;
      org: Organisation;
    };
  }

  interface InternalPostAuthenticationContext {
    v1: {
      /** `password`, `OTP`, `OTP SMS`, `OTP Email`, `U2F`, `passwordless`, `recovery code`. */
      authMethod: HostString;
      /** `none`, or why the authentication failed. */
      authError: string;
      authRequest: AuthRequest;
      httpRequest: HttpRequest;
    };
  }

  interface PreCreationContext {
    v1: {
      /** The user to be; ids and dates are mostly empty. */
      user: HumanUser;
      authRequest: AuthRequest | null;
      httpRequest: HttpRequest;
      org: Organisation;
    };
  }

  interface PostCreationContext {
    v1: {
      getUser(): User;
      authRequest: AuthRequest | null;
      httpRequest: HttpRequest;
      org: Organisation;
    };
  }

  interface TokenContext {
    v1: {
      /** Everything that goes out so far. */
      claims: Record<string, any>;
      getUser(): User;
      user: UserParts;
      org: Organisation;
      application: {
        getClientId(): string;
      };
      /** Who acts for the user after a token exchange. */
      actor: Actor | null;
    };
  }

  interface SamlContext {
    v1: {
      getUser(): User;
      user: UserParts;
      org: Organisation;
    };
  }

  // --- api ---------------------------------------------------------------------------

  interface MetadataApi {
    /** @deprecated Use `v1.user.appendMetadata`. */
    metadata: MetadataEntry[];
    v1: {
      user: {
        /** Keeps the value as JSON: a text with its quotes. */
        appendMetadata(key: string, value: unknown): void;
        /** Keeps the bytes as they are. */
        appendMetadataRaw(key: string, value: string | Uint8Array | number[]): void;
      };
    };
  }

  interface PersonSetters {
    setFirstName(value: Text): void;
    setLastName(value: Text): void;
    setNickName(value: Text): void;
    setDisplayName(value: Text): void;
    /** A BCP 47 tag. */
    setPreferredLanguage(value: Text): void;
    setEmail(value: Text): void;
    setEmailVerified(value: boolean): void;
    setPhone(value: Text): void;
    setPhoneVerified(value: boolean): void;
  }

  interface ExternalPostAuthenticationApi extends MetadataApi, PersonSetters {
    setPreferredUsername(value: Text): void;
  }

  interface PreCreationApi extends MetadataApi, PersonSetters {
    /** 0 unspecified, 1 female, 2 male, 3 diverse. */
    setGender(value: number): void;
    setUsername(value: Text): void;
  }

  interface PostCreationApi {
    userGrants: NewGrantEntry[];
    v1: {
      appendUserGrant(grant: NewGrant): void;
    };
  }

  interface TokenApi {
    v1: {
      claims: ClaimsApi;
      /** @deprecated Use `claims`. */
      userinfo: ClaimsApi;
      user: MetadataWriter;
    };
  }

  interface ClaimsApi {
    /** Names that begin with `urn:zitadel:iam` are ignored, and the first value of a name stays. */
    setClaim(key: string, value: unknown): void;
    /** A line of the claim `urn:zitadel:iam:action:<name of the action>:log`. */
    appendLogIntoClaims(text: string): void;
  }

  interface SamlApi {
    v1: {
      attributes: {
        /** The first use of a name in the trigger counts. */
        setCustomAttribute(name: string, nameFormat: string, ...values: Text[]): void;
      };
      user: MetadataWriter;
    };
  }

  interface MetadataWriter {
    /** Writes at once, whatever becomes of the action. */
    setMetadata(key: string, value: unknown): void;
  }

  interface NewGrant {
    projectId: string;
    projectGrantId?: string;
    /** An array of the script's own: copy a list of `ctx` (`[...roles]`). */
    roles?: string[];
  }

  /** Spelled differently from `NewGrant`. */
  interface NewGrantEntry {
    projectID: string;
    projectGrantID?: string;
    roles?: string[];
  }

  interface MetadataEntry {
    key: string;
    value: any;
  }

  // --- Users -------------------------------------------------------------------------

  type User = HumanUser | MachineUser;

  interface UserFields {
    id: string;
    creationDate: Time;
    changeDate: Time;
    resourceOwner: string;
    sequence: number;
    /** 1 active, 2 inactive, 3 deleted, 4 locked, 5 suspended, 6 initial. */
    state: HostNumber;
    username: string;
    loginNames: string[];
    preferredLoginName: string;
  }

  interface HumanUser extends UserFields {
    human: Human;
    machine?: undefined;
  }

  interface MachineUser extends UserFields {
    machine: { name: string; description: string };
    human?: undefined;
  }

  interface Human {
    firstName: string;
    lastName: string;
    nickName: string;
    displayName: string;
    avatarKey: string;
    /** A BCP 47 tag; `und` when none is set. */
    preferredLanguage: string;
    /** 0 unspecified, 1 female, 2 male, 3 diverse. */
    gender: HostNumber;
    email: HostString;
    isEmailVerified: boolean;
    phone: HostString;
    isPhoneVerified: boolean;
  }

  interface ExternalUser {
    externalId: string;
    externalIdpId: string;
    human: Human;
  }

  /** What tokens and SAML responses know of the user without asking for all of it. */
  interface UserParts {
    getMetadata(): MetadataList;
    /** Null when none were asked for. */
    grants: GrantList | null;
  }

  interface Organisation {
    getMetadata(): MetadataList;
  }

  interface MetadataList {
    count: number;
    sequence: number;
    timestamp: Time;
    metadata: Metadata[];
  }

  interface Metadata {
    creationDate: Time;
    changeDate: Time;
    resourceOwner: string;
    sequence: number;
    key: string;
    /** What the stored bytes say as JSON, or the bytes as text when they are no JSON. */
    value: any;
  }

  interface GrantList {
    count: number;
    sequence: number;
    timestamp: Time;
    grants: Grant[];
  }

  interface Grant {
    id: string;
    projectGrantId: string;
    /** 1 active, 2 inactive, 3 removed. */
    state: HostNumber;
    userGrantResourceOwner: string;
    userGrantResourceOwnerName: string;
    creationDate: Time;
    changeDate: Time;
    sequence: number;
    userId: string;
    userResourceOwner: string;
    roles: string[];
    projectId: string;
    projectName: string;
    /** Metadata of the organisation that granted. */
    getOrgMetadata(): MetadataList;
  }

  interface Actor {
    actor: Actor | null;
    userId: string;
    issuer: string;
  }

  // --- The login's requests ----------------------------------------------------------

  interface AuthRequest {
    id: string;
    agentId: string;
    creationDate: Time;
    changeDate: Time;
    browserInfo: { userAgent: string; acceptLanguage: string; remoteIp: Ip } | null;
    applicationId: string;
    callbackUri: string;
    transferState: string;
    /** 1 none, 2 login, 3 consent, 4 select account, 5 create. */
    prompt: HostNumber[];
    uiLocales: string[];
    loginHint: string;
    maxAuthAge: Duration | null;
    instanceId: string;
    /** The scopes are empty when it is no request of OpenID Connect. */
    request: { oidc: { scopes: string[] } };
    userId: string;
    userName: string;
    loginName: string;
    displayName: string;
    resourceOwner: string;
    requestedOrgId: string;
    requestedOrgName: string;
    requestedPrimaryDomain: string;
    requestedOrgDomain: boolean;
    applicationResourceOwner: string;
    /** 1 the project's policy, 2 the policy of the user's organisation. */
    privateLabelingSetting: HostNumber;
    selectedIdpConfigId: string;
    linkingUsers: ExternalUser[];
    passwordVerified: boolean;
    /** 0 one-time password, 1 U2F, 2 U2F with user verification. */
    mfasVerified: HostNumber[];
    audience: string[];
    authTime: Time;
  }

  interface HttpRequest {
    method: string;
    url: string;
    proto: string;
    contentLength: number;
    host: string;
    form: Lists;
    postForm: Lists;
    remoteAddr: string;
    /** By names in canonical case, `X-Forwarded-For` for example. */
    headers: Lists;
  }

  type Lists = Record<string, string[] | undefined>;

  // --- What identity providers tell --------------------------------------------------

  /** Methods that every provider's user has. */
  interface ProviderUser {
    getID(): string;
    getFirstName(): string;
    getLastName(): string;
    getDisplayName(): string;
    getNickname(): string;
    getPreferredUsername(): string;
    getEmail(): HostString;
    isEmailVerified(): boolean | HostBoolean;
    getPhone(): HostString;
    isPhoneVerified(): boolean | HostBoolean;
    getPreferredLanguage(): LanguageTag;
    getAvatarURL(): string;
    getProfile(): string;
  }

  /** OAuth 2.0. */
  interface OAuthUser extends ProviderUser {
    /** The provider's own answer. */
    rawInfo: Record<string, any>;
  }

  /** OpenID Connect, GitLab and Apple. */
  interface OpenIdUser extends ProviderUser {
    subject: string;
    name: string;
    givenName: string;
    familyName: string;
    middleName: string;
    nickname: string;
    profile: string;
    picture: string;
    website: string;
    gender: HostString;
    birthdate: string;
    zoneinfo: string;
    locale: Locale | null;
    updatedAt: HostNumber;
    preferredUsername: string;
    email: string;
    emailVerified: HostBoolean;
    phoneNumber: string;
    phoneNumberVerified: HostBoolean;
    address: Address | null;
    /** The provider's own names. */
    claims: Record<string, any>;
  }

  /** A JWT. */
  interface JwtUser extends OpenIdUser {
    issuer: string;
    audience: string[];
    expiration: HostNumber;
    issuedAt: HostNumber;
    authTime: HostNumber;
    notBefore: HostNumber;
    nonce: string;
    clientID: string;
    sessionID: string;
  }

  /** Google: the user is one level further down. */
  interface GoogleUser extends ProviderUser {
    user: OpenIdUser;
  }

  /** SAML 2.0. */
  interface SamlUser extends ProviderUser {
    iD: string;
    attributes: Record<string, string[]>;
  }

  interface LdapUser extends ProviderUser {
    iD: string;
    firstName: string;
    lastName: string;
    displayName: string;
    nickName: string;
    preferredUsername: string;
    email: HostString;
    emailVerified: boolean;
    phone: HostString;
    phoneVerified: boolean;
    preferredLanguage: LanguageTag;
    avatarURL: string;
    profile: string;
  }

  /** Entra ID. */
  interface EntraUser extends ProviderUser {
    iD: string;
    businessPhones: HostString[];
    displayName: string;
    firstName: string;
    jobTitle: string;
    email: HostString;
    mobilePhone: HostString;
    officeLocation: string;
    preferredLanguage: string;
    lastName: string;
    userPrincipalName: string;
  }

  interface GitHubUser extends ProviderUser {
    login: string;
    iD: number;
    nodeId: string;
    avatarUrl: string;
    gravatarId: string;
    url: string;
    htmlUrl: string;
    followersUrl: string;
    followingUrl: string;
    gistsUrl: string;
    starredUrl: string;
    subscriptionsUrl: string;
    organizationsUrl: string;
    reposUrl: string;
    eventsUrl: string;
    receivedEventsUrl: string;
    type: string;
    siteAdmin: boolean;
    name: string;
    company: string;
    blog: string;
    location: string;
    email: HostString;
    hireable: boolean;
    bio: string;
    twitterUsername: string;
    publicRepos: number;
    publicGists: number;
    followers: number;
    following: number;
    createdAt: Time;
    updatedAt: Time;
    privateGists: number;
    totalPrivateRepos: number;
    ownedPrivateRepos: number;
    diskUsage: number;
    collaborators: number;
    twoFactorAuthentication: boolean;
    plan: { name: string; space: number; privateRepos: number; collaborators: number };
  }

  interface Address {
    formatted: string;
    streetAddress: string;
    locality: string;
    region: string;
    postalCode: string;
    country: string;
  }

  // --- Values that are objects -------------------------------------------------------

  /** What setters take for a text. */
  type Text = string | String | LanguageTag | Locale | null | undefined;

  /**
   * A text in an object: always truthy, of length 0, never `===` to a text. Compare with `==`, or take
   * `String(value)` first.
   */
  interface HostString extends String {
    readonly length: 0;
  }

  /** A number in an object: always truthy, never `===` to a number. Compare with `==`. */
  interface HostNumber extends Number {}

  /** A boolean in an object: always truthy! Ask `value == true`. */
  interface HostBoolean extends Boolean {}

  interface LanguageTag {
    isRoot(): boolean;
    string(): string;
    toString(): string;
  }

  interface Locale {
    tag(): LanguageTag;
    string(): string;
    toString(): string;
  }

  /** An address: 16 bytes, or 4; `'' + ip` is its text. */
  type Ip = number[];

  /** A time, which is no `Date`; `new Date(time.unixMilli())` is one. */
  interface Time {
    unix(): number;
    unixMilli(): number;
    unixMicro(): number;
    unixNano(): number;
    year(): number;
    month(): HostNumber;
    day(): number;
    hour(): number;
    minute(): number;
    second(): number;
    nanosecond(): number;
    weekday(): HostNumber;
    yearDay(): number;
    isZero(): boolean;
    after(other: Time): boolean;
    before(other: Time): boolean;
    equal(other: Time): boolean;
    compare(other: Time): number;
    add(nanoseconds: number | Duration): Time;
    addDate(years: number, months: number, days: number): Time;
    sub(other: Time): Duration;
    truncate(nanoseconds: number | Duration): Time;
    round(nanoseconds: number | Duration): Time;
    /** By a layout such as `2006-01-02 15:04:05`. */
    format(layout: string): string;
    string(): string;
    uTC(): Time;
    toString(): string;
  }

  /** Nanoseconds in an object. */
  interface Duration extends Number {
    hours(): number;
    minutes(): number;
    seconds(): number;
    milliseconds(): number;
    microseconds(): number;
    nanoseconds(): number;
    string(): string;
  }
}

// --- Modules ---------------------------------------------------------------------------

declare module "zitadel/http" {
  interface Options {
    /** `GET` when it is left out. */
    method?: string;
    /** In place of `Accept` and `Content-Type`, which are both `application/json`. */
    headers?: Record<string, string | string[]>;
    /** Sent as JSON, a text too. */
    body?: {};
  }

  interface Response {
    body: string;
    status: number;
    /** Always empty. */
    headers: {};
    /** Ends the action when the body is no JSON. */
    json(): any;
    text(): string;
  }

  /** Returns when the answer is there; ends the action when there is none. */
  export function fetch(url: string, options?: Options): Response;
}

declare module "zitadel/log" {
  /** `%s`, `%d` and `%j` in the first argument stand for the next ones. */
  type Log = (...values: unknown[]) => void;

  export const log: Log;
  export const debug: Log;
  export const info: Log;
  export const warn: Log;
  export const error: Log;
}

declare module "zitadel/uuid" {
  /** A name space: 16 numbers, whose text is the UUID. */
  type Namespace = number[];

  export function v1(): string;
  export function v3(namespace: string | Namespace, name: string | Uint8Array): string;
  export function v4(): string;
  export function v5(namespace: string | Namespace, name: string | Uint8Array): string;
  export function v7(): string;
  export const namespaceDNS: Namespace;
  export const namespaceURL: Namespace;
  export const namespaceOID: Namespace;
  export const namespaceX500: Namespace;
}

declare module "portcullis/secrets" {
  /** A secret of the organisation; undefined when there is none of that name. */
  export function get(name: string): string | undefined;
}

declare module "console" {
  type Print = (...values: unknown[]) => void;

  /** What is printed here goes nowhere; use `zitadel/log`. */
  export const log: Print;
  export const debug: Print;
  export const info: Print;
  export const warn: Print;
  export const error: Print;
}

declare module "util" {
  export function format(format?: unknown, ...values: unknown[]): string;
}

declare module "node:util" {
  export * from "util";
}
