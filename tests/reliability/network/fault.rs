//! What a network can do to a request, as data (reliability.md 4.3). Times are a hundredth of the real ones, as the client's
//! time-outs are here.

use std::time::Duration;

/// How a connection ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum End {
    /// In order.
    Fin,
    /// At once, with what is under way thrown away.
    Rst,
}

/// What becomes of the request on its way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Up {
    /// It arrives, and TikVod acts.
    Arrives,
    /// All of it is taken, and TikVod never sees it.
    Swallowed,
    /// The connection ends as soon as it is there.
    AtAccept(End),
    /// The connection ends after so many bytes of it.
    CutAfter(usize, End),
    /// It arrives in small pieces with pauses.
    InPieces { bytes: usize, pause: Duration },
    /// Nothing is read; the connection stays.
    NotRead,
}

/// What comes back.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Down {
    /// TikVod's own answer.
    Honest,
    /// Nothing, and the connection ends.
    Nothing(End),
    /// Nothing, ever.
    Silence,
    /// TikVod's own answer, after so long.
    After(Duration),
    /// A page of somebody in between.
    Page(u16),
    /// A page that says that this is not the internet yet.
    Portal,
    /// A status line and nothing more.
    StatusLineOnly(End),
    /// Cut in the middle of the head.
    HalfHead(End),
    /// So much of the body, in percent.
    PartOfBody(u8, End),
    /// `Content-Length` is off by so much.
    LengthOff(i64),
    /// Two lengths that contradict each other.
    TwoLengths,
    /// A chunked body that is none.
    ChunkGarbage,
    /// A megabyte of zeros for each kilobyte, packed.
    GzipBomb,
    /// So many interim answers of this kind before the real one.
    Interim(u16, usize),
    /// Elsewhere: back to itself, to another host, or from TLS to none.
    Redirect(&'static str),
    /// The answer twice on one connection that stays.
    Twice,
    /// The answer, and the connection that was to stay is gone the moment after.
    ThenGone(Duration),
    /// So many bytes at a time, with pauses.
    InPieces { bytes: usize, pause: Duration },
    /// Bytes that are no HTTP.
    Garbage,
}

/// What is sent through it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// `POST /v1/videos`: costs a credit.
    Video,
    /// `POST /v1/videos/{id}/publish`: is seen by the world.
    Post,
    /// Every `GET`, while a video is sent without a fault.
    Reads,
}

/// A fault and what it strikes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scenario {
    pub(crate) target: Target,
    pub(crate) fault: Fault,
    /// So many requests meet it; then the network is well.
    pub(crate) times: usize,
}

/// One fault.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Fault {
    /// On the level of a request.
    Request(Up, Down),
    /// Nobody listens for so long.
    Refused(Duration),
    /// Listens and does not, by turns, for so long.
    Flaps(Duration),
}

impl Scenario {
    /// Its name: what a failure is replayed by.
    pub(crate) fn name(&self) -> String {
        format!("{:?} {:?} x{}", self.target, self.fault, self.times).replace(['"', '\''], "")
    }
}

const fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// Where a request is cut, in bytes: within the request line, the head, at its end, and through the body.
const CUTS: [usize; 14] = [0, 1, 4, 15, 40, 90, 160, 220, 280, 340, 420, 520, 640, 760];

/// What comes back, whether TikVod acted or not.
fn downs() -> Vec<Down> {
    let mut downs = vec![
        Down::Silence,
        Down::Portal,
        Down::ChunkGarbage,
        Down::GzipBomb,
        Down::TwoLengths,
        Down::Twice,
        Down::Garbage,
        Down::Interim(100, 3),
        Down::Interim(103, 200),
        Down::ThenGone(ms(0)),
        Down::ThenGone(ms(5)),
        Down::InPieces { bytes: 1, pause: ms(10) },
        Down::InPieces { bytes: 50, pause: ms(10) },
    ];
    downs.extend([End::Fin, End::Rst].into_iter().flat_map(|end| {
        [
            Down::Nothing(end),
            Down::StatusLineOnly(end),
            Down::HalfHead(end),
            Down::PartOfBody(0, end),
            Down::PartOfBody(1, end),
            Down::PartOfBody(50, end),
            Down::PartOfBody(99, end),
        ]
    }));
    downs.extend([500, 502, 503, 504, 407, 408, 425].map(Down::Page));
    downs.extend([-1, 1, 1_000_000_000_000].map(Down::LengthOff));
    downs.extend(["/v1/videos", "http://127.0.0.2:9/v1/videos", "http://example.com/"].map(Down::Redirect));
    // Around the time-outs: 200 ms without a byte of a read, 600 ms for a whole request.
    downs.extend([150, 250, 500, 590, 610, 700].map(|millis| Down::After(ms(millis))));
    downs
}

/// Everything that is tried at the size of a change.
pub(crate) fn all() -> Vec<Scenario> {
    let mut all = Vec::new();
    let mut add = |target, fault, times| all.push(Scenario { target, fault, times });
    for target in [Target::Video, Target::Post] {
        for cut in CUTS {
            for end in [End::Fin, End::Rst] {
                add(target, Fault::Request(Up::CutAfter(cut, end), Down::Silence), 1);
            }
        }
        for down in downs() {
            add(target, Fault::Request(Up::Arrives, down), 1);
        }
        for down in [Down::Silence, Down::Nothing(End::Fin), Down::Nothing(End::Rst), Down::Portal, Down::Page(407)] {
            add(target, Fault::Request(Up::Swallowed, down), 1);
            add(target, Fault::Request(Up::Swallowed, down), 2);
        }
        for (bytes, pause) in [(1, 1), (64, 20), (64, 90)] {
            add(target, Fault::Request(Up::InPieces { bytes, pause: ms(pause) }, Down::Honest), 1);
        }
        add(target, Fault::Request(Up::NotRead, Down::Silence), 1);
        add(target, Fault::Request(Up::AtAccept(End::Fin), Down::Silence), 2);
        add(target, Fault::Request(Up::AtAccept(End::Rst), Down::Silence), 2);
        for millis in [50, 500, 1_500] {
            add(target, Fault::Refused(ms(millis)), 1);
            add(target, Fault::Flaps(ms(millis)), 1);
        }
    }
    for down in downs() {
        add(Target::Reads, Fault::Request(Up::Arrives, down), 3);
    }
    all
}
