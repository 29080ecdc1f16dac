//! What a page shows as right is right for the real tools: `terraform validate` and cfn-lint.
//!
//! A fence such as ```` ```hcl good fragment ```` is left out: it shows what no tool can see whole, or a
//! version of the provider that is not at hand.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use crate::tools::cfn_lint::CfnLint;
use crate::tools::excerpt::Excerpt;
use crate::tools::terraform::Terraform;
use crate::tools::{or_skip, scratch};
use crate::{Failures, Fence, PageFile, over_pages, pages};

/// A load balancer's listener without its load balancer, and with a setting that does not exist.
const WRONG: &str = "resource \"aws_lb_listener\" \"web\" {\n  encrypted = var.anything\n  default_action {\n    type = \"forward\"\n  }\n}\n";

/// The fences that claim to be right, in one family of languages, each with its page and a name that is a file's.
fn right(is_terraform: bool) -> Vec<(PathBuf, String, Fence)> {
    let mut all = Vec::new();
    for PageFile { path, id, page, .. } in pages() {
        let claims = |fence: &&Fence| {
            matches!(fence.role.as_str(), "fixed" | "good" | "absent-good")
                && !fence.fragment
                && (fence.tag == "hcl") == is_terraform
        };
        // Most pages show the fixed text once more as the good one, and once more in JSON.
        let mut seen = BTreeSet::new();
        for (number, fence) in page.fences().filter(claims).enumerate() {
            if seen.insert(fence.meaning()) {
                all.push((path.clone(), format!("{id}-{}-{number}", fence.role), fence.clone()));
            }
        }
    }
    all
}

#[test]
fn what_is_right_passes_terraform_validate() {
    let Some(terraform) = or_skip(Terraform::find(), "terraform validate over the rule pages") else { return };
    let mut failures = Failures::default();
    let mut modules = Vec::new();
    let fences = right(true);
    for (path, name, fence) in &fences {
        match Excerpt::complete(&[("main.tf", &fence.code)]) {
            Ok(module) => modules.push((name.clone(), module)),
            Err(error) => failures.check(false, path, || format!("{name}: {error}")),
        }
    }
    let wrong = Excerpt::complete(&[("main.tf", WRONG)]).expect("it can be read");
    modules.push(("wrong".to_owned(), wrong));
    let complaints = terraform.validate(&scratch("rule-pages-terraform"), &modules).expect("terraform runs");
    let (wrong, complaints): (Vec<_>, Vec<_>) =
        complaints.into_iter().partition(|complaint| complaint.module == "wrong");
    assert_eq!(wrong.len(), 2, "Terraform sees what is wrong: {wrong:?}");
    for complaint in complaints {
        let page = fences.iter().find(|(_, name, _)| *name == complaint.module).map(|(path, ..)| path.clone());
        failures.check(false, &page.unwrap_or_default(), || format!("{}: {}", complaint.module, complaint.message));
    }
    failures.report();
}

#[test]
fn a_fix_names_nothing_that_is_not_there() {
    over_pages(|PageFile { path, page, .. }, _, failures| {
        for (bad, fixed) in page.faults().iter().filter(|(bad, _)| bad.tag == "hcl") {
            let Some(fixed) = fixed else { continue };
            let missing = |fence: &Fence| Excerpt::complete(&[("main.tf", &fence.code)]).map(|module| module.missing);
            if let (Ok(before), Ok(after)) = (missing(bad), missing(fixed)) {
                failures.check(after.is_subset(&before), path, || format!("the fix leaves undeclared: {after:?}"));
            }
        }
    });
}

#[test]
fn what_is_right_passes_cfn_lint() {
    let Some(lint) = or_skip(CfnLint::find(), "cfn-lint over the rule pages") else { return };
    let folder = scratch("rule-pages-cloudformation");
    let mut files = Vec::new();
    for (_, name, fence) in right(false) {
        let file = folder.join(format!("{name}.{}", fence.tag));
        fs::write(&file, &fence.code).expect("a template that can be written");
        files.push(file);
    }
    let errors = lint.errors(&files);
    assert!(errors.is_empty(), "{}", errors.join("\n"));
}
