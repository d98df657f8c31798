//! The sandbox over real HTTP on loopback: every sentence of the contract that can be seen from outside.

mod binary;
mod credits;
mod faults;
mod house;
mod ledger;
mod limits;
mod lists;
mod media;
mod openapi;
mod publishing;
mod refusals;
mod restart;
mod scripts;
mod seeds;
mod webhooks;
mod wire;
