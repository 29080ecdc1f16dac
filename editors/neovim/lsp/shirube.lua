---@brief
---
--- Shirube: design guidance for AWS documents and infrastructure code.
--- CloudFormation has no filetype of its own: the server looks at the content of YAML and JSON.

-- Filetypes whose name is not a language id that the server knows.
local language_ids = {
  tf = "terraform", -- what Neovim calls a .tf file without a recognisable line yet
  ["yaml.cloudformation"] = "yaml",
  ["json.cloudformation"] = "json",
}

---@type vim.lsp.Config
return {
  cmd = { "shirube", "lsp" },
  filetypes = {
    "terraform",
    "terraform-vars",
    "opentofu",
    "opentofu-vars",
    "tf",
    "hcl",
    "yaml",
    "yaml.cloudformation",
    "json",
    "json.cloudformation",
    "jsonc",
    "markdown",
  },
  root_markers = { "shirube.toml", ".git" },
  get_language_id = function(_, filetype)
    return language_ids[filetype] or filetype
  end,
  -- The keys of shirube.toml; what is not set here is read from that file.
  settings = { shirube = vim.empty_dict() },
}
