//! Whether this database is the one that this computer used last (reliability.md F14).
//!
//! The database and the keychain both count launches. A database that is behind was restored or rolled back; one that
//! this keychain does not know was copied from another computer. Then another copy may have sent what is still waiting
//! here, and only the person can know.

use std::str::FromStr;

use super::intent::UnknownName;

/// What the database knows.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct InDatabase {
    /// Launches that were counted.
    pub launch_no: u64,
    /// The device whose keychain counts along; `None` while none does.
    pub device_id: Option<String>,
    /// The device id that is about to be written into the keychain. It makes a crash between the two writes harmless.
    pub proposed: Option<String>,
    /// Set until the person decides.
    pub frozen: Option<Why>,
}

/// What the keychain knows of this database.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct InKeychain {
    /// Launches that were counted.
    pub launch_no: u64,
    /// Made on this device.
    pub device_id: String,
}

/// Why sending is frozen.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Hash)]
pub enum Why {
    /// The database is behind the keychain: an older state came back.
    Behind,
    /// The keychain of this computer does not know it, or knows it from another device.
    OtherDevice,
    /// It was restored from a backup.
    Restored,
}

/// What to make of both.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Verdict {
    /// Counted for the first time here.
    First,
    /// The same database goes on.
    GoesOn,
    /// Nothing is sent until the person decides.
    Freeze(Why),
}

/// Compares both sides. Total and pure.
pub fn judge(database: &InDatabase, keychain: Option<&InKeychain>) -> Verdict {
    if let Some(why) = database.frozen {
        return Verdict::Freeze(why);
    }
    match (&database.device_id, keychain) {
        (None, None) => Verdict::First,
        // Written into the keychain, and ended before the database could note it.
        (None, Some(keychain))
            if database.proposed.as_ref() == Some(&keychain.device_id) && keychain.launch_no <= 1 =>
        {
            Verdict::GoesOn
        }
        // The keychain knows this database, which knows of no keychain: it is from before the first launch here.
        (None, Some(_)) => Verdict::Freeze(Why::Behind),
        (Some(_), None) => Verdict::Freeze(Why::OtherDevice),
        (Some(device), Some(keychain)) if *device != keychain.device_id => Verdict::Freeze(Why::OtherDevice),
        (Some(_), Some(keychain)) if database.launch_no < keychain.launch_no => Verdict::Freeze(Why::Behind),
        (Some(_), Some(_)) => Verdict::GoesOn,
    }
}

impl InKeychain {
    /// As it stands in the keychain: `DEVICE:LAUNCH`.
    pub fn to_text(&self) -> String {
        format!("{}:{}", self.device_id, self.launch_no)
    }
}

impl FromStr for InKeychain {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        text.split_once(':')
            .and_then(|(device, number)| Some(Self { launch_no: number.parse().ok()?, device_id: device.to_owned() }))
            .ok_or_else(|| UnknownName { what: "launch", text: text.to_owned() })
    }
}

impl Why {
    /// The name in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Behind => "behind",
            Self::OtherDevice => "other_device",
            Self::Restored => "restored",
        }
    }
}

impl FromStr for Why {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        [Self::Behind, Self::OtherDevice, Self::Restored]
            .into_iter()
            .find(|why| why.as_str() == text)
            .ok_or_else(|| UnknownName { what: "reason", text: text.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn database(launch_no: u64, device: Option<&str>, proposed: Option<&str>) -> InDatabase {
        InDatabase {
            launch_no,
            device_id: device.map(ToOwned::to_owned),
            proposed: proposed.map(ToOwned::to_owned),
            frozen: None,
        }
    }

    fn keychain(launch_no: u64, device: &str) -> InKeychain {
        InKeychain { launch_no, device_id: device.into() }
    }

    #[test]
    fn every_way_in_which_the_two_can_stand() {
        let cases = [
            (database(0, None, None), None, Verdict::First),
            (database(7, Some("a"), None), Some(keychain(7, "a")), Verdict::GoesOn),
            // The database commits first: a crash between the two leaves it one ahead.
            (database(8, Some("a"), None), Some(keychain(7, "a")), Verdict::GoesOn),
            (database(6, Some("a"), None), Some(keychain(7, "a")), Verdict::Freeze(Why::Behind)),
            (database(9, Some("b"), None), Some(keychain(7, "a")), Verdict::Freeze(Why::OtherDevice)),
            (database(9, Some("a"), None), None, Verdict::Freeze(Why::OtherDevice)),
            (database(0, None, None), Some(keychain(7, "a")), Verdict::Freeze(Why::Behind)),
            (database(0, None, Some("a")), Some(keychain(1, "a")), Verdict::GoesOn),
            (database(0, None, Some("a")), None, Verdict::First),
            (database(0, None, Some("a")), Some(keychain(2, "a")), Verdict::Freeze(Why::Behind)),
            (database(0, None, Some("b")), Some(keychain(1, "a")), Verdict::Freeze(Why::Behind)),
        ];
        for (database, keychain, verdict) in cases {
            assert_eq!(judge(&database, keychain.as_ref()), verdict, "{database:?} {keychain:?}");
        }
        let frozen = InDatabase { frozen: Some(Why::Restored), ..database(7, Some("a"), None) };
        assert_eq!(judge(&frozen, Some(&keychain(7, "a"))), Verdict::Freeze(Why::Restored), "until the person decides");
    }

    #[test]
    fn what_stands_in_the_keychain_comes_back() {
        let known = keychain(41, "0190");
        assert_eq!(known.to_text().parse(), Ok(known));
        for junk in ["", "0190", "0190:", "0190:-1", ":"] {
            assert!(junk.parse::<InKeychain>().is_err(), "{junk:?}");
        }
    }
}
