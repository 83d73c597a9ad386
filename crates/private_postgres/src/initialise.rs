//! The first start: `initdb`, and the database that is there from then on.

use std::fs;
use std::path::Path;

use crate::account::Account;
use crate::command::Programs;
use crate::folder::{Folder, create_owned, give_to};
use crate::{DATABASE, Durability, Error, SERVER_ROLE, SUPERUSER};

/// Makes the cluster if there is none. Interrupted at any point it leaves nothing that a later start
/// takes for a cluster: it is made beside its place and moved there when complete.
pub(crate) fn initialise(
    programs: &Programs,
    folder: &Folder,
    account: Account,
    durability: Durability,
) -> Result<(), Error> {
    let cluster = folder.cluster();
    if cluster.join("PG_VERSION").is_file() {
        return Ok(());
    }
    let unfinished = folder.root().join("cluster.new");
    // C.UTF-8 knows the letters of all languages and sorts alike on every machine. Where the system
    // has no such locale, plain C does all but upper and lower case beyond ASCII.
    if run_initdb(programs, &unfinished, account, durability, "C.UTF-8").is_err() {
        run_initdb(programs, &unfinished, account, durability, "C")?;
    }
    fs::rename(&unfinished, &cluster).map_err(Error::at(&cluster))
}

fn run_initdb(
    programs: &Programs,
    target: &Path,
    account: Account,
    durability: Durability,
    locale: &str,
) -> Result<(), Error> {
    if target.exists() {
        fs::remove_dir_all(target).map_err(Error::at(target))?;
    }
    create_owned(target, account)?;
    let mut command = programs.command("initdb");
    command.arg("--pgdata").arg(target);
    command.args([
        "--username",
        SUPERUSER,
        "--encoding",
        "UTF8",
        "--locale",
        locale,
        "--lc-messages",
        "C",
    ]);
    // Who may enter the socket's folder may connect; there is no other way in.
    command.args(["--auth-local", "trust", "--auth-host", "reject"]);
    if durability == Durability::Throwaway {
        command.arg("--no-sync");
    }
    let output = programs.output(&mut command)?;
    if output.status.success() {
        return Ok(());
    }
    Err(Error::Program {
        program: "initdb",
        output: String::from_utf8_lossy(&output.stderr).into_owned(),
    })
}

/// Creates the database of a new cluster, once. `socket_folder` is that of the running server.
pub(crate) fn create_database(
    programs: &Programs,
    folder: &Folder,
    account: Account,
    socket_folder: &Path,
) -> Result<(), Error> {
    let arguments = ["--maintenance-db", "postgres", DATABASE];
    let create = Create {
        program: "createdb",
        arguments: &arguments,
        note: "database-created",
    };
    create.once(programs, folder, account, socket_folder)
}

/// Creates the role that programs connect as, once. A cluster that an earlier version made has none yet.
pub(crate) fn create_server_role(
    programs: &Programs,
    folder: &Folder,
    account: Account,
    socket_folder: &Path,
) -> Result<(), Error> {
    let arguments = [
        "--login",
        "--no-superuser",
        "--no-createdb",
        "--no-createrole",
        "--no-replication",
        SERVER_ROLE,
    ];
    let create = Create {
        program: "createuser",
        arguments: &arguments,
        note: "server-role-created",
    };
    create.once(programs, folder, account, socket_folder)
}

/// One of PostgreSQL's programs that creates something in a running server.
struct Create<'arguments> {
    program: &'static str,
    arguments: &'arguments [&'arguments str],
    /// The file that says that it has been done.
    note: &'static str,
}

impl Create<'_> {
    fn once(
        &self,
        programs: &Programs,
        folder: &Folder,
        account: Account,
        socket_folder: &Path,
    ) -> Result<(), Error> {
        let done = folder.root().join(self.note);
        if done.exists() {
            return Ok(());
        }
        let mut command = programs.command(self.program);
        command.arg("--host").arg(socket_folder);
        command.args(["--port", "5432", "--username", SUPERUSER]);
        command.args(self.arguments);
        let output = programs.output(&mut command)?;
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        // It is there already if an earlier start was interrupted before the note was written.
        if !output.status.success() && !message.contains("already exists") {
            return Err(Error::Program {
                program: self.program,
                output: message,
            });
        }
        fs::write(&done, b"").map_err(Error::at(&done))?;
        give_to(&done, account)
    }
}
