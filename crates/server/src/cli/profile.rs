//! Which engine scripts are to be like, as the command line names it.

use clap::ValueEnum;

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum ProfileName {
    Goja,
    Lenient,
}
