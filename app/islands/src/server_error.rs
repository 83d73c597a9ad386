//! The one error type of server functions, on both targets. It says no more than an island can act on.

use serde::{Deserialize, Serialize};
use server_fn::codec::JsonEncoding;
use server_fn::error::{FromServerFnError, ServerFnErrorErr};

/// Why a server function gave no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum ServerError {
    /// The caller is not signed in, or may not ask this.
    #[error("refused")]
    Refused,
    /// What was sent is no question that an island asks.
    #[error("unreadable")]
    Unreadable,
    /// Asked too often: what is there stays, and the question may be asked again later.
    #[error("too many questions")]
    TooMany {
        /// After so many seconds.
        seconds: u32,
    },
    /// No answer for the moment: the server, the way to it, or what was sent is at fault.
    #[error("unavailable")]
    Unavailable,
}

impl FromServerFnError for ServerError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        use ServerFnErrorErr as E;
        match error {
            E::Args(_) | E::MissingArg(_) | E::Deserialization(_) => Self::Unreadable,
            _ => Self::Unavailable,
        }
    }
}
