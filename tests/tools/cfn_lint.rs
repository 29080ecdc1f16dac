//! cfn-lint, many templates at a time: it takes seconds to start.

use std::path::PathBuf;
use std::process::Command;
use std::thread;

/// How many files one process checks.
const BATCH: usize = 100;

/// How to start cfn-lint.
pub(crate) struct CfnLint {
    program: PathBuf,
    arguments: &'static [&'static str],
}

impl CfnLint {
    /// Looks for the program, then for the Python module.
    pub(crate) fn find() -> Result<Self, String> {
        let candidates = [
            super::program("cfn-lint", "SHIRUBE_CFN_LINT").map(|program| Self { program, arguments: &[] }),
            super::program("python3", "SHIRUBE_PYTHON").map(|program| Self { program, arguments: &["-m", "cfnlint"] }),
        ];
        let runs = |lint: &Self| {
            let version = Command::new(&lint.program).args(lint.arguments).arg("--version").output();
            version.is_ok_and(|output| output.status.success())
        };
        candidates.into_iter().flatten().find(runs).ok_or_else(|| "no cfn-lint that runs".to_owned())
    }

    /// The errors in the files, a line each: path, place, id, message.
    pub(crate) fn errors(&self, files: &[PathBuf]) -> Vec<String> {
        let workers = thread::available_parallelism().map_or(2, usize::from);
        let size = files.len().div_ceil(workers).clamp(1, BATCH);
        let mut found = Vec::new();
        let batches: Vec<&[PathBuf]> = files.chunks(size).collect();
        for round in batches.chunks(workers) {
            thread::scope(|scope| {
                let running: Vec<_> = round.iter().map(|batch| scope.spawn(|| self.batch(batch))).collect();
                found.extend(running.into_iter().flat_map(|worker| worker.join().expect("cfn-lint runs")));
            });
        }
        found
    }

    fn batch(&self, files: &[PathBuf]) -> Vec<String> {
        let mut command = Command::new(&self.program);
        command.args(self.arguments).args(["--format", "parseable", "--non-zero-exit-code", "error", "--"]).args(files);
        let output = command.output().expect("cfn-lint starts");
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        let errors: Vec<String> = printed.lines().filter(|line| is_error(line)).map(str::to_owned).collect();
        if errors.is_empty() && !output.status.success() {
            return vec![format!("cfn-lint: {printed}{}", String::from_utf8_lossy(&output.stderr))];
        }
        errors
    }
}

/// True for `path:1:2:3:4:E1001:message`.
fn is_error(line: &str) -> bool {
    line.split(':').any(|part| {
        part.strip_prefix('E')
            .is_some_and(|digits| digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit()))
    })
}
