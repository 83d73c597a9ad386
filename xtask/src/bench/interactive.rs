//! How long after it was asked for a page can be used, in a browser whose processor is slowed four times.

use std::fs::{self, File};
use std::process::Command;

use anyhow::Context;
use private_postgres::DATABASE;

use crate::bench::client;
use crate::bench::figure::{Figure, Target};
use crate::bench::organisation::PASSWORD;
use crate::bench::server::Server;
use crate::bench::sql::query;
use crate::bench::visitors;
use crate::bench::{Measurement, Stand};
use crate::setup::{chromium, node};

/// A super administrator of the generated organisation.
const ADMINISTRATOR: &str = "ada";
/// The steps of this policy are drawn by the editor.
const POLICY: &str =
    "SELECT policy_id FROM policy_steps GROUP BY policy_id ORDER BY count(*) DESC, policy_id LIMIT 1";

/// From asking for a page until its islands are awake.
pub(crate) struct Interactive;

impl Measurement for Interactive {
    fn name(&self) -> &'static str {
        "how soon pages can be used"
    }

    fn is_of_the_program(&self) -> bool {
        false
    }

    fn measure(&self, stand: &Stand<'_>) -> anyhow::Result<Vec<Figure>> {
        let server = Server::start(stand, "")?;
        let address = &server.address;
        let manager = visitors::sign_in(stand, address)?
            .into_iter()
            .next()
            .context("nobody has tasks")?;
        let administrator = client::sign_in(address, ADMINISTRATOR, PASSWORD)?;
        let policy = query(&stand.cluster, DATABASE, &[POLICY])?;
        let policy = policy.first().context("there is no policy")?;
        let page = |name: &str, path: String, cookie: &str, awake: &str| serde_json::json!({ "name": name, "url": format!("http://{address}{path}"), "cookie": cookie, "awake": awake });
        let pages = [
            page(
                "a task's page",
                format!("/tasks/{}", manager.task),
                &manager.cookie,
                "dialog[data-awake]",
            ),
            page(
                "Delegate tasks",
                "/profile/delegate".to_owned(),
                &manager.cookie,
                "#delegate[role=combobox]",
            ),
            page(
                "Delegate a role",
                "/me/roles-and-delegations/new".to_owned(),
                &manager.cookie,
                "#proxy[role=combobox]",
            ),
            page(
                "a policy",
                format!("/admin/settings/policies/{policy}"),
                &administrator,
                "#subject[role=combobox]",
            ),
        ];
        let asked = stand.scratch.join("pages.json");
        fs::write(&asked, serde_json::to_vec(&pages)?)?;
        let mut command = Command::new("node");
        command
            .arg("bench/interactive.mjs")
            .current_dir(stand.workspace.end2end())
            .env("PATH", node::path(&stand.workspace)?);
        if let Some(browser) = chromium::find() {
            command.env("LOCUM_CHROMIUM", browser);
        }
        let said = stand.answer_of(&mut command, File::open(&asked)?)?;
        said.lines().map(figure).collect()
    }
}

fn figure(line: &str) -> anyhow::Result<Figure> {
    let (page, milliseconds) = line.split_once('\t').context("no page and time")?;
    let name = format!("{page}: usable on a processor slowed four times");
    Ok(Figure::size(
        name,
        milliseconds.parse()?,
        "ms",
        Target::AtMost(1000.0),
    ))
}
