//! The people most tests are about.

/// The columns of the People CSV.
pub const HEADER: &str =
    "username,display_name,email,manager,department,job,location,hired_on,terminated_on,time_zone,roles";

/// Everybody's password.
pub const PASSWORD: &str = "correct horse battery";

/// [`PASSWORD`], hashed so weakly that a sign-in costs a test nothing: the hash says itself how it was made.
pub(super) const PASSWORD_HASH: &str =
    "$argon2id$v=19$m=8,t=1,p=1$YDr5Gr7L392tQJ4brH2w9g$TJ0zmmgdA1Ks4g4UklKOrJKabDZ3FoauZ+KXN7lG3Cs";

/// `ada` and `abel` super administrators; `ines` IT security manager; `hugo` HR specialist; `mara`, `milo`, `mina`
/// line managers; `ben`, `bea` report to `mara`, `max` to `milo`, `tess` in Tokyo to `mina`; `zoe` terminated.
pub const ORGANISATION: &str = "\
ada,Ada Holm,ada@example.org,,Board,Director,London,2015-01-01,,Europe/London,employee super_administrator
abel,Abel Costa,abel@example.org,ada,Board,Director,London,2015-01-01,,Europe/London,employee super_administrator
ines,Ines Prado,ines@example.org,ada,IT,Security manager,Lisbon,2016-01-01,,Europe/Lisbon,employee it_security_manager
hugo,Hugo Lind,hugo@example.org,ada,HR,Specialist,London,2016-01-01,,Europe/London,employee hr_specialist
mara,Mara Vogel,mara@example.org,ada,Finance,Manager,London,2016-01-01,,Europe/London,employee line_manager
milo,Milo Kern,milo@example.org,ada,Sales,Manager,London,2016-01-01,,Europe/London,employee line_manager
mina,Mina Sato,mina@example.org,ada,Operations,Manager,Tokyo,2016-01-01,,Asia/Tokyo,employee line_manager
ben,Ben Ode,ben@example.org,mara,Finance,Clerk,London,2018-01-01,,Europe/London,employee
bea,Bea Lund,bea@example.org,mara,Finance,Clerk,London,2018-01-01,,Europe/London,employee
max,Max Roth,max@example.org,milo,Sales,Clerk,London,2019-01-01,,Europe/London,employee
tess,Tess Mori,tess@example.org,mina,Operations,Clerk,Tokyo,2019-01-01,,Asia/Tokyo,employee
zoe,Zoe Hart,zoe@example.org,mara,Finance,Clerk,London,2018-01-01,2027-06-30,Europe/London,employee
";
