--- What `vim.lsp.enable` does since Neovim 0.11, for 0.8 to 0.10.
local M = {}

--- The shipped configuration, with `vim.g.shirube` (a table of the same shape) on top.
function M.config()
  local file = vim.api.nvim_get_runtime_file("lsp/shirube.lua", false)[1]
  return vim.tbl_deep_extend("force", dofile(file), vim.g.shirube or {})
end

--- The nearest folder that holds the first marker, else the second, ...
local function root_of(path, markers)
  for _, marker in ipairs(markers) do
    local found = vim.fs.find(marker, { path = vim.fs.dirname(path), upward = true })[1]
    if found then
      return vim.fs.dirname(found)
    end
  end
end

local function start(buffer)
  local config = M.config()
  config.name = "shirube"
  config.root_dir = root_of(vim.api.nvim_buf_get_name(buffer), config.root_markers)
  -- `vim.lsp.start` would attach to the buffer shown when it runs.
  vim.api.nvim_buf_call(buffer, function()
    vim.lsp.start(config)
  end)
end

function M.enable()
  vim.api.nvim_create_autocmd("FileType", {
    group = vim.api.nvim_create_augroup("shirube", {}),
    pattern = M.config().filetypes,
    callback = function(event)
      start(event.buf)
    end,
  })
end

return M
