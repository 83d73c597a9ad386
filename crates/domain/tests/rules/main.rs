//! The rules, tested through the crate's public functions. A test's name or first line names its rule.

#[cfg(test)]
mod absence;
#[cfg(test)]
mod access;
#[cfg(test)]
mod activity;
#[cfg(test)]
mod audit;
#[cfg(test)]
mod code;
#[cfg(test)]
mod dates;
#[cfg(test)]
mod delegation_rule;
#[cfg(test)]
mod delivery;
#[cfg(test)]
mod hierarchy;
#[cfg(test)]
mod operation;
#[cfg(test)]
mod plain;
#[cfg(test)]
mod policy;
#[cfg(test)]
mod privilege;
#[cfg(test)]
mod profile_option;
#[cfg(test)]
mod provisioning;
#[cfg(test)]
mod resolution;
#[cfg(test)]
mod rights;
#[cfg(test)]
mod role;
#[cfg(test)]
mod role_delegation;
#[cfg(test)]
mod role_request;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod schedule;
#[cfg(test)]
mod task;
#[cfg(test)]
mod text;
#[cfg(test)]
mod username;
#[cfg(test)]
mod zone;
