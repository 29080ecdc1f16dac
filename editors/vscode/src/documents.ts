/** Which documents the server is given. It decides by content which of them are its business. */
const LANGUAGES = [
  "markdown",
  "terraform",
  "terraform-vars",
  "opentofu",
  "opentofu-vars",
  "hcl",
  "yaml",
  "cloudformation",
  "json",
  "jsonc",
];

/** Without a Terraform extension these files have no language of their own. */
const PATTERNS = ["**/*.{tf,tofu,tfvars}"];

interface Filter {
  scheme: string;
  language?: string;
  pattern?: string;
}

export const DOCUMENTS: Filter[] = [
  ...LANGUAGES.flatMap((language) => ["file", "untitled"].map((scheme) => ({ scheme, language }))),
  ...PATTERNS.map((pattern) => ({ scheme: "file", pattern })),
];
