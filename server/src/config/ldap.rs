//! The settings of the LDAP directory.

use connection_settings::Secret;
use ldap_directory::{Directory, LdapConfig, Patience};

use super::error::ConfigError;
use super::source::Source;

/// Reads and judges them.
pub(super) fn read(source: &Source) -> Result<Option<LdapConfig>, ConfigError> {
    let Some(url) = source.get("LOCUM_LDAP_URL") else {
        return Ok(None);
    };
    let needed = |variable: &str| {
        source
            .get(variable)
            .map(str::to_owned)
            .ok_or_else(|| ConfigError::Unusable {
                variable: variable.to_owned(),
                reason: "it is not set, and LOCUM_LDAP_URL needs it".to_owned(),
            })
    };
    let config = LdapConfig {
        url: url.to_owned(),
        bind_dn: needed("LOCUM_LDAP_BIND_DN")?,
        bind_password: Secret::new(needed("LOCUM_LDAP_BIND_PASSWORD")?),
        people_base: needed("LOCUM_LDAP_PEOPLE_BASE")?,
        roles_base: needed("LOCUM_LDAP_ROLES_BASE")?,
        ca_file: source.get("LOCUM_LDAP_CA_FILE").map(Into::into),
        patience: Patience::default(),
    };
    Directory::new(&config).map_err(ConfigError::of_transport)?;
    Ok(Some(config))
}
