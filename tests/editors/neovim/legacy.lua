-- The way in of Neovim 0.8 to 0.10, run by whatever Neovim is at hand: it needs nothing newer.
--   nvim --clean --headless -u NONE -l legacy.lua
vim.opt.runtimepath:prepend(vim.env.SHIRUBE_NEOVIM_PLUGIN)
vim.g.shirube = { cmd = { vim.env.SHIRUBE_SERVER, "lsp" } }
require("shirube.legacy").enable()

local here = vim.fn.fnamemodify(debug.getinfo(1, "S").source:sub(2), ":p:h")
package.path = here .. "/?.lua;" .. package.path
local t = require("harness")

local folder = vim.fn.tempname()
vim.fn.mkdir(folder .. "/modules/orders", "p")
vim.fn.writefile({}, folder .. "/shirube.toml")
local file = folder .. "/modules/orders/main.tf"
vim.fn.writefile(vim.fn.readfile(here .. "/../fixtures/main.tf"), file)
vim.cmd("filetype plugin on")
vim.cmd("edit " .. file)

t.test("legacy: attaches and underlines", function()
  t.diagnostic(0, "elasticache-transit-unencrypted")
  local client = vim.lsp.get_clients({ bufnr = 0 })[1]
  assert(client.config.root_dir == folder, client.config.root_dir)
end)

t.test("legacy: checkhealth finds everything in order", function()
  vim.cmd("checkhealth shirube")
  local text = table.concat(t.lines(0), "\n")
  assert(not t.contains(text, "Traceback") and t.contains(text, "attached to"), text)
end)

t.finish()
