//! Terraform with an AWS provider that lies on the machine: no registry is asked.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use serde_json::Value;

use super::excerpt::{Excerpt, UNKNOWN};

/// Where the provider lies below a folder of providers.
const PROVIDER: &str = "registry.terraform.io/hashicorp/aws";

/// A program, and a folder of providers that holds the AWS provider.
pub(crate) struct Terraform {
    program: PathBuf,
    providers: PathBuf,
    /// The provider's version, the newest there is.
    pub(crate) version: String,
}

/// What Terraform says against a module.
#[derive(Debug)]
pub(crate) struct Complaint {
    /// The module's name; empty for what concerns none.
    pub(crate) module: String,
    /// The error with its line.
    pub(crate) message: String,
}

impl Terraform {
    /// Looks for both.
    pub(crate) fn find() -> Result<Self, String> {
        let program = super::program("terraform", "SHIRUBE_TERRAFORM")?;
        let (providers, version) = provider().ok_or(
            "no Terraform AWS provider found; TF_PLUGIN_DIR or TF_PLUGIN_CACHE_DIR may name a folder of providers",
        )?;
        Ok(Self { program, providers, version })
    }

    /// The block that asks for the provider.
    pub(crate) fn requirement(&self) -> String {
        format!(
            "terraform {{\n  required_providers {{\n    aws = {{\n      source  = \"hashicorp/aws\"\n      version = \"{}\"\n    }}\n  }}\n}}\n",
            self.version
        )
    }

    /// Makes a folder of configuration ready.
    pub(crate) fn init(&self, folder: &Path) -> Result<(), String> {
        let providers = format!("-plugin-dir={}", self.providers.display());
        let (done, output) = self.run(folder, &["init", "-backend=false", "-input=false", "-no-color", &providers])?;
        if done { Ok(()) } else { Err(format!("terraform init: {}", tail(&output))) }
    }

    /// The provider's schema, as JSON.
    pub(crate) fn schema(&self, folder: &Path) -> Result<String, String> {
        let (done, output) = self.run(folder, &["providers", "schema", "-json"])?;
        if done { Ok(output) } else { Err(format!("terraform providers schema: {output}")) }
    }

    /// Validates many modules at once: one root in `folder` calls them all, because a start of the
    /// provider costs more than a hundred modules.
    pub(crate) fn validate(&self, folder: &Path, modules: &[(String, Excerpt)]) -> Result<Vec<Complaint>, String> {
        let mut root = self.requirement();
        root.push_str("\nprovider \"aws\" {\n  region = \"ap-northeast-1\"\n}\n");
        let aliases: BTreeSet<&str> =
            modules.iter().flat_map(|(_, module)| &module.aliases).map(String::as_str).collect();
        for alias in aliases {
            root.push_str(&format!(
                "\nprovider \"aws\" {{\n  alias  = \"{alias}\"\n  region = \"ap-northeast-3\"\n}}\n"
            ));
        }
        root.push_str(&format!("\nvariable \"{UNKNOWN}\" {{}}\n"));
        for (name, module) in modules {
            let own = folder.join(name);
            fs::create_dir_all(&own).map_err(|error| error.to_string())?;
            for (file, text) in &module.files {
                fs::write(own.join(file), text).map_err(|error| error.to_string())?;
            }
            root.push_str(&format!("\nmodule \"{name}\" {{\n  source = \"./{name}\"\n"));
            for input in &module.inputs {
                root.push_str(&format!("  {input} = var.{UNKNOWN}\n"));
            }
            if !module.aliases.is_empty() {
                let pairs: String = module.aliases.iter().map(|alias| format!(", aws.{alias} = aws.{alias}")).collect();
                root.push_str(&format!("  providers = {{ aws = aws{pairs} }}\n"));
            }
            root.push_str("}\n");
        }
        fs::write(folder.join("main.tf"), root).map_err(|error| error.to_string())?;
        self.init(folder)?;
        let (_, output) = self.run(folder, &["validate", "-json"])?;
        let report: Value =
            serde_json::from_str(&output).map_err(|error| format!("terraform validate: {error}: {output}"))?;
        let diagnostics = report["diagnostics"].as_array().into_iter().flatten();
        Ok(diagnostics.filter(|diagnostic| diagnostic["severity"] == "error").map(complaint).collect())
    }

    /// Runs Terraform; true when it succeeded, and what it printed.
    fn run(&self, folder: &Path, arguments: &[&str]) -> Result<(bool, String), String> {
        let output = Command::new(&self.program).current_dir(folder).args(arguments).output();
        let output = output.map_err(|error| format!("terraform does not start: {error}"))?;
        let printed = if output.stdout.is_empty() { output.stderr } else { output.stdout };
        Ok((output.status.success(), String::from_utf8_lossy(&printed).into_owned()))
    }
}

/// The end of what Terraform printed, where it says what went wrong.
fn tail(output: &str) -> &str {
    &output[output.ceil_char_boundary(output.len().saturating_sub(4_000))..]
}

fn complaint(diagnostic: &Value) -> Complaint {
    let text = |value: &Value| value.as_str().unwrap_or_default().trim().replace('\n', " ");
    let range = &diagnostic["range"];
    let file = range["filename"].as_str().unwrap_or_default();
    let module = file.split_once(['/', '\\']).map(|(module, _)| module.to_owned()).unwrap_or_default();
    let (summary, detail) = (text(&diagnostic["summary"]), text(&diagnostic["detail"]));
    let code = text(&diagnostic["snippet"]["code"]);
    Complaint { module, message: format!("line {}: {summary}: {detail} `{code}`", range["start"]["line"]) }
}

/// The newest AWS provider in a folder of providers, and its version.
fn provider() -> Option<(PathBuf, String)> {
    let variables = ["TF_PLUGIN_DIR", "TF_PLUGIN_CACHE_DIR"].into_iter().filter_map(env::var_os);
    let mut folders: Vec<PathBuf> = variables.map(PathBuf::from).collect();
    folders.extend(mirrors());
    if let Some(home) = env::var_os("HOME") {
        folders.extend([".terraform.d/plugins", ".terraform.d/plugin-cache"].map(|below| Path::new(&home).join(below)));
    }
    folders.push("/usr/share/terraform/plugins".into());
    for parent in ["/opt", "/usr/local/share"] {
        folders.extend(fs::read_dir(parent).into_iter().flatten().flatten().map(|entry| entry.path()));
    }
    let found = folders.into_iter().flat_map(|folder| {
        let versions = fs::read_dir(folder.join(PROVIDER)).into_iter().flatten().flatten();
        let names = versions.filter_map(|entry| entry.file_name().into_string().ok());
        let versions = names.filter(|name| name.starts_with(|first: char| first.is_ascii_digit()));
        versions.map(move |version| (folder.clone(), version))
    });
    found.max_by_key(|(_, version)| version_of(version))
}

/// The folders that Terraform's own settings name as mirror or cache.
fn mirrors() -> Vec<PathBuf> {
    let settings = env::var_os("TF_CLI_CONFIG_FILE").map(PathBuf::from);
    let settings = settings.or_else(|| env::var_os("HOME").map(|home| Path::new(&home).join(".terraformrc")));
    let text = settings.and_then(|path| fs::read_to_string(path).ok()).unwrap_or_default();
    let values = text.lines().filter_map(|line| {
        let (name, value) = line.split_once('=')?;
        let named = ["path", "plugin_cache_dir"].contains(&name.trim());
        named.then(|| PathBuf::from(value.trim().trim_matches('"')))
    });
    values.collect()
}

/// `5.100.0` as numbers that compare.
pub(crate) fn version_of(text: &str) -> [u32; 3] {
    let mut numbers = text.split('.').map(|part| part.parse().unwrap_or(0));
    std::array::from_fn(|_| numbers.next().unwrap_or(0))
}
