//! Whom somebody can ask who may open nothing, or too little.

use db::rights::Able;
use domain::ids::PersonId;
use domain::privilege::Privilege;

use crate::Result;
use crate::access::Access;

/// How many are named: enough that one of them is there.
const NAMED: i64 = 3;

impl Access<'_> {
    /// Names of up to three active people who can give `person` a role: they manage security over everyone, in their own right.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn who_gives_roles(self, person: PersonId) -> Result<Vec<String>> {
        let mut conn = self.services.pool.get().await?;
        let able = Able {
            privileges: &[Privilege::ManageSecurity],
            but: &[person],
            but_holders: None,
        };
        let people = db::rights::able_to_add(&mut conn, &able, self.services.now(), NAMED).await?;
        let names = db::people::names(&mut conn, &people).await?;
        let names = people.iter().filter_map(|person| names.get(person));
        Ok(names.map(|name| name.display_name.clone()).collect())
    }
}
