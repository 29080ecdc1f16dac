--- `:checkhealth shirube`
local M = {}

-- Their names before Neovim 0.10.
local health = vim.health
local report = {
  start = health.start or health.report_start,
  ok = health.ok or health.report_ok,
  info = health.info or health.report_info,
  warn = health.warn or health.report_warn,
  error = health.error or health.report_error,
}

local function config()
  return vim.fn.has("nvim-0.11") == 1 and vim.lsp.config.shirube or require("shirube.legacy").config()
end

local function clients()
  return (vim.lsp.get_clients or vim.lsp.get_active_clients)({ name = "shirube" })
end

local function check_editor()
  if vim.fn.has("nvim-0.11") == 1 then
    report.ok("Neovim 0.11 or newer")
  elseif vim.fn.has("nvim-0.10") == 1 then
    report.ok("Neovim 0.10: started by a FileType autocommand")
  else
    report.warn("Neovim before 0.10 shows no design hints (inlay hints)")
  end
end

local function check_server(cmd)
  if type(cmd) ~= "table" then
    report.info("the server is started by a function of your own")
    return
  end
  local path = vim.fn.exepath(cmd[1])
  if path == "" then
    report.error(cmd[1] .. " is not an executable program", {
      "Install it and put it on PATH,",
      'or: vim.lsp.config("shirube", { cmd = { "/path/to/shirube", "lsp" } })',
    })
    return
  end
  local version = vim.trim(vim.fn.system({ path, "--version" }))
  if vim.v.shell_error == 0 then
    report.ok(("%s (%s)"):format(version, path))
  else
    report.error(("%s --version failed: %s"):format(path, version))
  end
end

local function check_clients()
  local active = clients()
  if #active == 0 then
    report.info("not attached: open a Terraform, CloudFormation or Markdown file first")
  end
  for _, client in ipairs(active) do
    local buffers = #vim.lsp.get_buffers_by_client_id(client.id)
    report.ok(("attached to %d buffer(s), root: %s"):format(buffers, client.config.root_dir or "none"))
  end
end

function M.check()
  report.start("shirube")
  check_editor()
  local current = config()
  check_server(current.cmd)
  check_clients()
  report.info("filetypes: " .. table.concat(current.filetypes, ", "))
  report.info("settings: " .. vim.inspect(current.settings))
end

return M
