//! Notifications: who is told what (T9).

mod audience;
