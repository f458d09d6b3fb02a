/*
 * Access control, authentication, and the libraries behind them.
 */
#include "conf/known_table.h"

static const char old_access[] =
    "write Require instead, which httpd 2.4 has too: \"Require all "
    "granted\" for \"Order allow,deny\" with \"Allow from all\", \"Require "
    "all denied\" for \"Deny from all\"";
static const char by_handler[] = "handlers cannot be allowed one by one";
static const char by_method[] = "methods cannot be allowed one by one";
static const char no_auth[] =
    "nobody can be asked for a password in this version, and without it"
    " everybody would get in";
static const char no_database[] = "no database can be asked";
static const char no_auth_cache[] =
    "no passwords are checked that could be kept";
static const char no_ldap[] = "no LDAP server can be asked";
static const char no_rules[] =
    "rules cannot be combined in this version; write Require lines of "
    "which one must hold";
static const char no_lua[] = "no Lua code can be run";
static const char no_privileges[] =
    "processes run as User and Group, whatever the host";
static const char by_address[] =
    "requests would be treated as coming from the proxy";
static const char no_session[] = "no sessions are kept";

static const struct known_directive rows[] = {
	REFUSE("Allow", "mod_access_compat", old_access),
	REFUSE("Deny", "mod_access_compat", old_access),
	REFUSE("Order", "mod_access_compat", old_access),
	REFUSE("Satisfy", "mod_access_compat", old_access),

	REFUSE("AllowHandlers", "mod_allowhandlers", by_handler),

	UNLESS("reset", "AllowMethods", "mod_allowmethods", by_method),

	REFUSE("AuthBasicAuthoritative", "mod_auth_basic", no_auth),
	REFUSE("AuthBasicFake", "mod_auth_basic", no_auth),
	REFUSE("AuthBasicProvider", "mod_auth_basic", no_auth),
	REFUSE("AuthBasicUseDigestAlgorithm", "mod_auth_basic", no_auth),

	REFUSE("AuthBearerAuthoritative", "mod_auth_bearer", no_auth),
	REFUSE("AuthBearerProvider", "mod_auth_bearer", no_auth),
	REFUSE("AuthBearerProxy", "mod_auth_bearer", no_auth),

	REFUSE("AuthDigestAlgorithm", "mod_auth_digest", no_auth),
	REFUSE("AuthDigestDomain", "mod_auth_digest", no_auth),
	REFUSE("AuthDigestNcCheck", "mod_auth_digest", no_auth),
	REFUSE("AuthDigestNonceFormat", "mod_auth_digest", no_auth),
	REFUSE("AuthDigestNonceLifetime", "mod_auth_digest", no_auth),
	REFUSE("AuthDigestProvider", "mod_auth_digest", no_auth),
	REFUSE("AuthDigestQop", "mod_auth_digest", no_auth),
	REFUSE("AuthDigestShmemSize", "mod_auth_digest", no_auth),

	REFUSE("AuthFormAuthoritative", "mod_auth_form", no_auth),
	REFUSE("AuthFormBody", "mod_auth_form", no_auth),
	REFUSE("AuthFormDisableNoStore", "mod_auth_form", no_auth),
	REFUSE("AuthFormFakeBasicAuth", "mod_auth_form", no_auth),
	REFUSE("AuthFormLocation", "mod_auth_form", no_auth),
	REFUSE("AuthFormLoginRequiredLocation", "mod_auth_form", no_auth),
	REFUSE("AuthFormLoginSuccessLocation", "mod_auth_form", no_auth),
	REFUSE("AuthFormLogoutLocation", "mod_auth_form", no_auth),
	REFUSE("AuthFormMethod", "mod_auth_form", no_auth),
	REFUSE("AuthFormMimetype", "mod_auth_form", no_auth),
	REFUSE("AuthFormPassword", "mod_auth_form", no_auth),
	REFUSE("AuthFormProvider", "mod_auth_form", no_auth),
	REFUSE("AuthFormSitePassphrase", "mod_auth_form", no_auth),
	REFUSE("AuthFormSize", "mod_auth_form", no_auth),
	REFUSE("AuthFormUsername", "mod_auth_form", no_auth),

	REFUSE("Anonymous", "mod_authn_anon", no_auth),
	REFUSE("Anonymous_LogEmail", "mod_authn_anon", no_auth),
	REFUSE("Anonymous_MustGiveEmail", "mod_authn_anon", no_auth),
	REFUSE("Anonymous_NoUserID", "mod_authn_anon", no_auth),
	REFUSE("Anonymous_VerifyEmail", "mod_authn_anon", no_auth),

	REFUSE("AuthName", "mod_authn_core", no_auth),
	REFUSE("AuthnProviderAlias", "mod_authn_core", no_auth),
	UNLESS("None", "AuthType", "mod_authn_core", no_auth),

	REFUSE("AuthDBDUserPWQuery", "mod_authn_dbd", no_database),
	REFUSE("AuthDBDUserRealmQuery", "mod_authn_dbd", no_database),

	REFUSE("AuthDBMType", "mod_authn_dbm", no_database),
	REFUSE("AuthDBMUserFile", "mod_authn_dbm", no_database),

	REFUSE("AuthUserFile", "mod_authn_file", no_auth),

	IGNORE("AuthnCacheContext", "mod_authn_socache", no_auth_cache),
	IGNORE("AuthnCacheEnable", "mod_authn_socache", no_auth_cache),
	IGNORE("AuthnCacheProvideFor", "mod_authn_socache", no_auth_cache),
	IGNORE("AuthnCacheSOCache", "mod_authn_socache", no_auth_cache),
	IGNORE("AuthnCacheTimeout", "mod_authn_socache", no_auth_cache),

	REFUSE("AuthnzFcgiCheckAuthnProvider", "mod_authnz_fcgi", no_auth),
	REFUSE("AuthnzFcgiDefineProvider", "mod_authnz_fcgi", no_auth),

	REFUSE("AuthLDAPAuthorizePrefix", "mod_authnz_ldap", no_ldap),
	REFUSE("AuthLDAPBindAuthoritative", "mod_authnz_ldap", no_ldap),
	REFUSE("AuthLDAPBindDN", "mod_authnz_ldap", no_ldap),
	REFUSE("AuthLDAPBindPassword", "mod_authnz_ldap", no_ldap),
	REFUSE("AuthLDAPCharsetConfig", "mod_authnz_ldap", no_ldap),
	REFUSE("AuthLDAPCompareAsUser", "mod_authnz_ldap", no_ldap),
	REFUSE("AuthLDAPCompareDNOnServer", "mod_authnz_ldap", no_ldap),
	REFUSE("AuthLDAPDereferenceAliases", "mod_authnz_ldap", no_ldap),
	REFUSE("AuthLDAPGroupAttribute", "mod_authnz_ldap", no_ldap),
	REFUSE("AuthLDAPGroupAttributeIsDN", "mod_authnz_ldap", no_ldap),
	REFUSE("AuthLDAPInitialBindAsUser", "mod_authnz_ldap", no_ldap),
	REFUSE("AuthLDAPInitialBindPattern", "mod_authnz_ldap", no_ldap),
	REFUSE("AuthLDAPMaxSubGroupDepth", "mod_authnz_ldap", no_ldap),
	REFUSE("AuthLDAPRemoteUserAttribute", "mod_authnz_ldap", no_ldap),
	REFUSE("AuthLDAPRemoteUserIsDN", "mod_authnz_ldap", no_ldap),
	REFUSE("AuthLDAPSearchAsUser", "mod_authnz_ldap", no_ldap),
	REFUSE("AuthLDAPSubGroupAttribute", "mod_authnz_ldap", no_ldap),
	REFUSE("AuthLDAPSubGroupClass", "mod_authnz_ldap", no_ldap),
	REFUSE("AuthLDAPURL", "mod_authnz_ldap", no_ldap),

	REFUSE("AuthtProviderAlias", "mod_autht_core", no_auth),

	REFUSE("AuthtJwtClaim", "mod_autht_jwt", no_auth),
	REFUSE("AuthtJwtDriver", "mod_autht_jwt", no_auth),
	REFUSE("AuthtJwtSign", "mod_autht_jwt", no_auth),
	REFUSE("AuthtJwtVerify", "mod_autht_jwt", no_auth),

	REFUSE("AuthzProviderAlias", "mod_authz_core", no_rules),

	REFUSE("AuthzDBDLoginToReferer", "mod_authz_dbd", no_database),
	REFUSE("AuthzDBDQuery", "mod_authz_dbd", no_database),
	REFUSE("AuthzDBDRedirectQuery", "mod_authz_dbd", no_database),

	REFUSE("AuthDBMGroupFile", "mod_authz_dbm", no_database),
	REFUSE("AuthzDBMType", "mod_authz_dbm", no_database),

	REFUSE("AuthGroupFile", "mod_authz_groupfile", no_auth),

	REFUSE("CryptoCipher", "mod_crypto", no_auth),
	REFUSE("CryptoDriver", "mod_crypto", no_auth),
	REFUSE("CryptoIV", "mod_crypto", no_auth),
	REFUSE("CryptoKey", "mod_crypto", no_auth),
	REFUSE("CryptoSize", "mod_crypto", no_auth),

	REFUSE("DBDExptime", "mod_dbd", no_database),
	REFUSE("DBDInitSQL", "mod_dbd", no_database),
	REFUSE("DBDKeep", "mod_dbd", no_database),
	REFUSE("DBDMax", "mod_dbd", no_database),
	REFUSE("DBDMin", "mod_dbd", no_database),
	REFUSE("DBDParams", "mod_dbd", no_database),
	REFUSE("DBDPersist", "mod_dbd", no_database),
	REFUSE("DBDPrepareSQL", "mod_dbd", no_database),
	REFUSE("DBDriver", "mod_dbd", no_database),

	REFUSE("LDAPCacheEntries", "mod_ldap", no_ldap),
	REFUSE("LDAPCacheTTL", "mod_ldap", no_ldap),
	REFUSE("LDAPConnectionPoolTTL", "mod_ldap", no_ldap),
	REFUSE("LDAPConnectionTimeout", "mod_ldap", no_ldap),
	REFUSE("LDAPLibraryDebug", "mod_ldap", no_ldap),
	REFUSE("LDAPOpCacheEntries", "mod_ldap", no_ldap),
	REFUSE("LDAPOpCacheTTL", "mod_ldap", no_ldap),
	REFUSE("LDAPReferralHopLimit", "mod_ldap", no_ldap),
	REFUSE("LDAPReferrals", "mod_ldap", no_ldap),
	REFUSE("LDAPRetries", "mod_ldap", no_ldap),
	REFUSE("LDAPRetryDelay", "mod_ldap", no_ldap),
	REFUSE("LDAPSharedCacheFile", "mod_ldap", no_ldap),
	REFUSE("LDAPSharedCacheSize", "mod_ldap", no_ldap),
	REFUSE("LDAPTimeout", "mod_ldap", no_ldap),
	REFUSE("LDAPTrustedClientCert", "mod_ldap", no_ldap),
	REFUSE("LDAPTrustedGlobalCert", "mod_ldap", no_ldap),
	REFUSE("LDAPTrustedMode", "mod_ldap", no_ldap),
	REFUSE("LDAPVerifyServerCert", "mod_ldap", no_ldap),

	REFUSE("LuaAuthzProvider", "mod_lua", no_lua),
	REFUSE("LuaCodeCache", "mod_lua", no_lua),
	REFUSE("LuaHookAccessChecker", "mod_lua", no_lua),
	REFUSE("LuaHookAuthChecker", "mod_lua", no_lua),
	REFUSE("LuaHookCheckUserID", "mod_lua", no_lua),
	REFUSE("LuaHookFixups", "mod_lua", no_lua),
	REFUSE("LuaHookInsertFilter", "mod_lua", no_lua),
	REFUSE("LuaHookLog", "mod_lua", no_lua),
	REFUSE("LuaHookMapToStorage", "mod_lua", no_lua),
	REFUSE("LuaHookPreTranslate", "mod_lua", no_lua),
	REFUSE("LuaHookTranslateName", "mod_lua", no_lua),
	REFUSE("LuaHookTypeChecker", "mod_lua", no_lua),
	REFUSE("LuaInherit", "mod_lua", no_lua),
	REFUSE("LuaInputFilter", "mod_lua", no_lua),
	REFUSE("LuaMapHandler", "mod_lua", no_lua),
	REFUSE("LuaOutputFilter", "mod_lua", no_lua),
	REFUSE("LuaPackageCPath", "mod_lua", no_lua),
	REFUSE("LuaPackagePath", "mod_lua", no_lua),
	REFUSE("LuaQuickHandler", "mod_lua", no_lua),
	REFUSE("LuaRoot", "mod_lua", no_lua),
	REFUSE("LuaScope", "mod_lua", no_lua),

	REFUSE("DTracePrivileges", "mod_privileges", no_privileges),
	REFUSE("PrivilegesMode", "mod_privileges", no_privileges),
	REFUSE("VHostCGIMode", "mod_privileges", no_privileges),
	REFUSE("VHostCGIPrivs", "mod_privileges", no_privileges),
	REFUSE("VHostGroup", "mod_privileges", no_privileges),
	REFUSE("VHostPrivs", "mod_privileges", no_privileges),
	REFUSE("VHostSecure", "mod_privileges", no_privileges),
	REFUSE("VHostUser", "mod_privileges", no_privileges),

	REFUSE("RemoteIPHeader", "mod_remoteip", by_address),
	REFUSE("RemoteIPInternalProxy", "mod_remoteip", by_address),
	REFUSE("RemoteIPInternalProxyList", "mod_remoteip", by_address),
	REFUSE("RemoteIPProxiesHeader", "mod_remoteip", by_address),
	UNLESS("Off", "RemoteIPProxyProtocol", "mod_remoteip", by_address),
	REFUSE("RemoteIPProxyProtocolExceptions", "mod_remoteip", by_address),
	REFUSE("RemoteIPTrustedProxy", "mod_remoteip", by_address),
	REFUSE("RemoteIPTrustedProxyList", "mod_remoteip", by_address),

	UNLESS("Off", "Session", "mod_session", no_session),
	IGNORE("SessionEnv", "mod_session", no_session),
	IGNORE("SessionExclude", "mod_session", no_session),
	IGNORE("SessionExpiryUpdateInterval", "mod_session", no_session),
	IGNORE("SessionHeader", "mod_session", no_session),
	IGNORE("SessionInclude", "mod_session", no_session),
	IGNORE("SessionMaxAge", "mod_session", no_session),

	IGNORE("SessionCookieMaxAge", "mod_session_cookie", no_session),
	IGNORE("SessionCookieName", "mod_session_cookie", no_session),
	IGNORE("SessionCookieName2", "mod_session_cookie", no_session),
	IGNORE("SessionCookieRemove", "mod_session_cookie", no_session),

	IGNORE("SessionCryptoCipher", "mod_session_crypto", no_session),
	IGNORE("SessionCryptoDriver", "mod_session_crypto", no_session),
	IGNORE("SessionCryptoPassphrase", "mod_session_crypto", no_session),
	IGNORE("SessionCryptoPassphraseFile", "mod_session_crypto", no_session),

	IGNORE("SessionDBDCookieName", "mod_session_dbd", no_session),
	IGNORE("SessionDBDCookieName2", "mod_session_dbd", no_session),
	IGNORE("SessionDBDCookieRemove", "mod_session_dbd", no_session),
	IGNORE("SessionDBDDeleteLabel", "mod_session_dbd", no_session),
	IGNORE("SessionDBDInsertLabel", "mod_session_dbd", no_session),
	IGNORE("SessionDBDPerUser", "mod_session_dbd", no_session),
	IGNORE("SessionDBDSelectLabel", "mod_session_dbd", no_session),
	IGNORE("SessionDBDUpdateLabel", "mod_session_dbd", no_session),
};

const struct known_table known_access = KNOWN_TABLE(rows);
