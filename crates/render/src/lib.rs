//! Draws and encodes the short 9:16 clips of the sandbox: frames, captions, sound, MP4.
