//! Files that are too much: of one endless line, and of many people.

use std::io::{self, Read};

use services::people::import::ImportError;

use super::{Directory, HEADER, command, printed};

/// A header, a person, one line of 300 MB, another person: made while it is read.
struct Endless {
    before: io::Cursor<Vec<u8>>,
    left: usize,
    after: io::Cursor<Vec<u8>>,
}

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.before.read(buffer)? {
            0 if self.left > 0 => {
                let taken = buffer.len().min(self.left);
                buffer[..taken].fill(b'x');
                self.left -= taken;
                Ok(taken)
            }
            0 => self.after.read(buffer),
            read => Ok(read),
        }
    }
}

/// The most memory this process has had so far, in MB.
fn peak() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").expect("a Linux");
    let line = status
        .lines()
        .find(|line| line.starts_with("VmHWM"))
        .expect("the peak is there");
    let kilobytes: usize = line
        .split_whitespace()
        .nth(1)
        .expect("a number")
        .parse()
        .expect("a number");
    kilobytes / 1024
}

#[tokio::test]
async fn a_line_of_300_megabytes_is_refused_without_being_kept() {
    let directory = Directory::new().await;
    let before = io::Cursor::new(format!("{HEADER}\nann,Ann,,,,,,,,,\n").into_bytes());
    let after = io::Cursor::new(b"\nbo,Bo,,ghost,,,,,,,\n".to_vec());
    let file = Endless {
        before,
        left: 300_000_000,
        after,
    };
    let used = peak();
    let refused = directory.services.people().import(&command(), file, false).await;
    let Err(ImportError::Refused(problems)) = refused else {
        panic!("expected to be refused: {refused:?}")
    };
    assert_eq!(
        printed(&problems),
        ["line 3: longer than 64 KiB", "line 4: unknown manager “ghost”"]
    );
    assert!(peak() - used < 20, "{} MB more", peak() - used);
    directory.database.drop_database().await;
}

#[tokio::test]
async fn an_unreadable_file_is_no_bad_line() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("the disk is gone"))
        }
    }
    let directory = Directory::new().await;
    let refused = directory
        .services
        .people()
        .import(&command(), Broken, false)
        .await;
    assert!(matches!(refused, Err(ImportError::Unreadable(_))), "{refused:?}");
    directory.database.drop_database().await;
}

#[tokio::test]
async fn thousands_of_people_come_out_in_the_order_they_came_in() {
    let directory = Directory::new().await;
    // Managers stand after their reports; more than one batch of lines.
    let lines: String = (1..=6_000)
        .rev()
        .map(|n| match n {
            1 => "p1,Person 1,,,,,,,,,employee\n".to_owned(),
            n => format!(
                "p{n},Person {n},,p{},Unit {},,,2020-01-01,,Asia/Tokyo,employee\n",
                n / 7 + 1,
                n % 9
            ),
        })
        .collect();
    let csv = format!("{HEADER}\n{lines}");
    let report = directory.import(&csv).await;
    assert_eq!((report.created, report.granted), (6_000, 6_000));
    assert_eq!(directory.export().await, csv);
    assert_eq!(directory.import(&csv).await.unchanged, 6_000);
    directory.database.drop_database().await;
}
