//! Where examples/static.rs finds sqml.a; a program that loads the extension needs no build script.

fn main() {
    let folder = std::env::var("CARGO_MANIFEST_DIR").unwrap();
    println!("cargo:rustc-link-search=native={folder}/../../dist");
    println!("cargo:rerun-if-changed=../../dist/sqml.a");
}
