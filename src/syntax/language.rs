//! Which grammar a file is read by.

/// A grammar. Whether a YAML or JSON file is a CloudFormation template is not said here: its
/// blocks show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Language {
    /// Terraform and OpenTofu configuration: `*.tf`, `*.tofu`.
    Terraform,
    /// Terraform configuration in JSON: `*.tf.json`, `*.tofu.json`.
    TerraformJson,
    /// Variable values: `*.tfvars`.
    Tfvars,
    /// Variable values in JSON: `*.tfvars.json`.
    TfvarsJson,
    /// YAML.
    Yaml,
    /// JSON.
    Json,
    /// Markdown.
    Markdown,
}

impl Language {
    /// The language by a file's name.
    #[must_use]
    pub fn of_path(path: &str) -> Option<Self> {
        let name = path.rsplit(['/', '\\']).next().unwrap_or(path).to_ascii_lowercase();
        let ends = |suffixes: &[&str]| suffixes.iter().any(|suffix| name.ends_with(suffix));
        Some(match () {
            () if ends(&[".tf.json", ".tofu.json"]) => Self::TerraformJson,
            () if ends(&[".tfvars.json"]) => Self::TfvarsJson,
            () if ends(&[".tf", ".tofu"]) => Self::Terraform,
            () if ends(&[".tfvars"]) => Self::Tfvars,
            () if ends(&[".yaml", ".yml"]) => Self::Yaml,
            () if ends(&[".json", ".template"]) => Self::Json,
            () if ends(&[".md", ".markdown", ".mdx"]) => Self::Markdown,
            () => return None,
        })
    }

    /// The language by a file's name, and by its text where the name leaves two: `*.template` is
    /// what CloudFormation calls templates in YAML and in JSON.
    #[must_use]
    pub fn of_file(path: &str, text: &str) -> Option<Self> {
        if path.to_ascii_lowercase().ends_with(".template") && !text.trim_start().starts_with('{') {
            return Some(Self::Yaml);
        }
        Self::of_path(path)
    }

    /// The language by an editor's language id; used for documents without a telling name.
    #[must_use]
    pub fn of_id(id: &str) -> Option<Self> {
        Some(match id.to_ascii_lowercase().as_str() {
            "terraform" | "opentofu" | "tf" | "hcl" => Self::Terraform,
            "terraform-vars" | "tfvars" | "opentofu-vars" => Self::Tfvars,
            "yaml" | "yml" | "cloudformation" | "yaml.cloudformation" | "cfn" => Self::Yaml,
            "json" | "jsonc" | "json.cloudformation" | "cloudformation-json" => Self::Json,
            "markdown" | "md" => Self::Markdown,
            _ => return None,
        })
    }

    /// The language of a code fence, by the first word after its backticks.
    #[must_use]
    pub fn of_fence(info: &str) -> Option<Self> {
        let word = info.trim().split(|c: char| c.is_whitespace() || matches!(c, ',' | '{' | ':')).next().unwrap_or("");
        Self::of_id(word).filter(|language| *language != Self::Markdown)
    }

    /// True where the grammar is HCL.
    #[must_use]
    pub fn is_hcl(self) -> bool {
        matches!(self, Self::Terraform | Self::Tfvars)
    }

    /// True for every form of Terraform.
    #[must_use]
    pub fn is_terraform(self) -> bool {
        matches!(self, Self::Terraform | Self::TerraformJson | Self::Tfvars | Self::TfvarsJson)
    }
}

#[cfg(test)]
mod tests {
    use super::Language::*;
    use super::*;

    #[test]
    fn the_longest_suffix_decides() {
        assert_eq!(Language::of_path("a/main.tf.json"), Some(TerraformJson));
        assert_eq!(Language::of_path("a/template.json"), Some(Json));
        assert_eq!(Language::of_path("C:\\設計\\メモ.MD"), Some(Markdown));
        assert_eq!(Language::of_path("a/Makefile"), None);
    }

    #[test]
    fn a_template_is_json_if_it_looks_like_json() {
        assert_eq!(Language::of_file("a/x.template", "\n{}"), Some(Json));
        assert_eq!(Language::of_file("a/x.template", "Resources:\n"), Some(Yaml));
        assert_eq!(Language::of_file("a/x.json", "Resources:\n"), Some(Json));
    }

    #[test]
    fn a_fence_may_say_more_than_its_language() {
        assert_eq!(Language::of_fence("hcl title=main.tf"), Some(Terraform));
        assert_eq!(Language::of_fence("yaml,bad"), Some(Yaml));
        assert_eq!(Language::of_fence("mermaid"), None);
        assert_eq!(Language::of_fence(""), None);
    }
}
