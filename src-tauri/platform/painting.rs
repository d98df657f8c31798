//! Who paints the page: the graphics card, or where there is none the processor (docs/adr/0004).

/// Who paints the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Painting {
    /// The web view decides; it uses the graphics card.
    Accelerated,
    /// The processor, without OpenGL in between.
    Processor,
}

/// WebKitGTK's switch. Since 2.44 it turns accelerated compositing off altogether, not only the DMA-BUF transport.
#[cfg(target_os = "linux")]
const SWITCH: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";

/// Decides, before GTK and the web view start. A person's own setting of the switch stands.
///
/// Without a render node OpenGL is computed by the processor, with a compiler for shaders and a buffer for each layer:
/// 55 MB more, and slower, than painting directly.
#[cfg(target_os = "linux")]
pub fn choose() -> Painting {
    let nodes = std::fs::read_dir("/dev/dri").ok();
    let names = nodes.into_iter().flatten().flatten().map(|entry| entry.file_name());
    let painting = decide(std::env::var_os(SWITCH).is_some(), names);
    if painting == Painting::Processor && gtk::glib::setenv(SWITCH, "1", true).is_err() {
        eprintln!("tikvod: {SWITCH} could not be set; the page is painted with OpenGL in software");
        return Painting::Accelerated;
    }
    painting
}

/// Elsewhere the web view has no such choice.
#[cfg(not(target_os = "linux"))]
pub fn choose() -> Painting {
    Painting::Accelerated
}

#[cfg(any(target_os = "linux", test))]
fn decide(chosen_already: bool, nodes: impl IntoIterator<Item = std::ffi::OsString>) -> Painting {
    let card = nodes.into_iter().any(|name| name.to_string_lossy().starts_with("renderD"));
    if chosen_already || card { Painting::Accelerated } else { Painting::Processor }
}

#[cfg(test)]
mod tests {
    use super::{Painting, decide};

    #[test]
    fn the_processor_paints_only_where_there_is_no_render_node() {
        let nodes = |names: &[&str]| names.iter().map(Into::into).collect::<Vec<std::ffi::OsString>>();
        assert_eq!(decide(false, nodes(&["card0", "renderD128"])), Painting::Accelerated, "a graphics card");
        assert_eq!(decide(false, nodes(&["card0"])), Painting::Processor, "a frame buffer alone does not render");
        assert_eq!(decide(false, nodes(&[])), Painting::Processor, "no card");
        assert_eq!(decide(true, nodes(&[])), Painting::Accelerated, "the person's own setting stands");
    }
}
