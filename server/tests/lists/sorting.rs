//! The heads of a list that is read whole sort it (house: tables).

use crate::support::{Browser, Element, Page, World};

/// By what a column sorts.
#[derive(Debug, Clone, Copy)]
enum Key {
    /// The words of the cell, or of the link in it, whatever their case and accents.
    Words,
    /// The number in the cell; none: nought.
    Number,
    /// How many lines the cell has.
    Lines,
}

impl Key {
    fn of(self, cell: Element<'_>) -> (usize, String) {
        match self {
            Self::Words => {
                let link = cell.all("a");
                let words = link.first().map_or_else(|| cell.text(), |link| link.text());
                (0, domain::text::fold(&words))
            }
            Self::Number => (cell.text().parse().unwrap_or(0), String::new()),
            Self::Lines => (cell.all("li").len(), String::new()),
        }
    }
}

/// A list, whose reader it is, the selector of its table, and its columns that sort.
struct List {
    reader: &'static str,
    path: &'static str,
    table: &'static str,
    columns: &'static [(&'static str, Key)],
}

const LISTS: [List; 3] = [
    List {
        reader: "ada",
        path: "/admin/settings/policies",
        table: "section[aria-labelledby='request'] table",
        columns: &[
            ("Policy", Key::Words),
            ("Steps", Key::Number),
            ("Used by roles", Key::Number),
            ("Open tasks", Key::Number),
        ],
    },
    List {
        reader: "ines",
        path: "/security-console/roles",
        table: "table",
        columns: &[
            ("Role", Key::Words),
            ("Data scope", Key::Words),
            ("Delegation", Key::Words),
        ],
    },
    List {
        reader: "ada",
        path: "/setup/role-provisioning-rules",
        table: "table",
        columns: &[("Rule", Key::Words), ("For", Key::Words), ("Roles", Key::Lines)],
    },
];

impl List {
    /// What stands in the column of that head, from the first row to the last.
    fn column(&self, page: &Page, head: &str, key: Key) -> Vec<(usize, String)> {
        let table = page.one(self.table);
        let heads = table.all("thead th");
        let index = heads.iter().position(|found| found.text() == head).unwrap();
        let rows = table.all("tbody tr");
        rows.iter().map(|row| key.of(row.all("th, td")[index])).collect()
    }

    /// Where the head leads, and how the list is sorted by it.
    fn head<'page>(&self, page: &'page Page, head: &str) -> (&'page str, Option<&'page str>) {
        let heads = page.one(self.table).all("thead th");
        let found = heads.iter().find(|found| found.text() == head).unwrap();
        let leads_to = found.one("a").attribute("href").unwrap();
        (leads_to, found.attribute("aria-sort"))
    }

    /// The heads by which the list is sorted: one at most.
    fn sorted_by(&self, page: &Page) -> Vec<String> {
        let heads = page.one(self.table).all("thead th[aria-sort]");
        heads.iter().map(|head| head.text()).collect()
    }

    /// The page that the head leads to.
    async fn follow(&self, reader: &mut Browser, page: &Page, head: &str) -> Page {
        let (href, _) = self.head(page, head);
        let path = href.split('#').next().unwrap();
        reader.get(path).await
    }
}

/// Enough lines of each list for an order; a policy without steps, rules with one role, none and two.
const MORE: &str = "INSERT INTO policies (kind, name) VALUES ('request', 'Ábaco'), ('request', 'zero');
    INSERT INTO role_provisioning_rules (name, department) VALUES ('ámbar', 'Sales'), ('Zulu', 'Finance');
    INSERT INTO role_provisioning_rule_roles (rule_id, role_id, requestable) SELECT u.id, r.id, true
        FROM role_provisioning_rules u JOIN roles r ON r.code IN ('line_manager', 'hr_specialist') WHERE u.name = 'Zulu'";

#[tokio::test(flavor = "multi_thread")]
async fn each_head_sorts_by_its_column_and_then_the_other_way_round() {
    let world = World::new().await;
    world.database.batch(MORE).await;
    for list in LISTS {
        let mut reader = world.sign_in(list.reader).await;
        let plain = reader.get(list.path).await;
        assert_eq!(list.sorted_by(&plain), Vec::<String>::new());
        for (head, key) in list.columns {
            let rows = list.column(&plain, head, *key);
            assert!(rows.len() > 2, "{}: {rows:?}", list.path);
            let mut sorted = rows.clone();
            sorted.sort();
            let ascending = list.follow(&mut reader, &plain, head).await;
            assert_eq!(list.sorted_by(&ascending), [*head]);
            assert_eq!(list.head(&ascending, head).1, Some("ascending"));
            assert_eq!(
                list.column(&ascending, head, *key),
                sorted,
                "{} {head}",
                list.path
            );
            sorted.reverse();
            let descending = list.follow(&mut reader, &ascending, head).await;
            assert_eq!(list.head(&descending, head).1, Some("descending"));
            assert_eq!(
                list.column(&descending, head, *key),
                sorted,
                "{} {head}",
                list.path
            );
            let again = list.follow(&mut reader, &descending, head).await;
            assert_eq!(list.head(&again, head).1, Some("ascending"));
        }
        // What no head leads to is the order in which the list comes.
        let (head, key) = list.columns[0];
        for nothing in ["-", "colour", "NAME", "name%00"] {
            let page = reader.get(&format!("{}?sort={nothing}", list.path)).await;
            assert_eq!(
                list.column(&page, head, key),
                list.column(&plain, head, key),
                "{nothing}"
            );
        }
    }
    world.end().await;
}
