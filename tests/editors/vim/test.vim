" Waits, by a timer, until ALE shows the problem and then the hover; leaves with 1 when it does not in time.
let s:want = json_decode(join(readfile($EXPECT), "\n"))[$FIXTURE]
" ALE counts columns in bytes, so the word must stand on a line of ASCII: the last hover of each fixture does.
let s:hover = s:want.hovers[-1]
let s:deadline = localtime() + 30

function! s:Report(ok, text) abort
  call writefile([(a:ok ? 'ok   ' : 'FAIL ') . $FIXTURE . ': ' . a:text], $REPORT, 'a')
  if !a:ok
    cquit!
  endif
endfunction

function! s:Problem(timer) abort
  let l:problems = ale#engine#GetLoclist(bufnr(''))
  if index(map(copy(l:problems), {_, one -> get(one, 'code', '')}), s:want.problem.code) >= 0
    call s:Report(1, 'lists the problem')
    call search('\V' . s:hover.on, 'cw')
    ALEHover
    call timer_start(200, function('s:Hover'))
  elseif localtime() > s:deadline
    call s:Report(0, 'lists the problem, not: ' . string(l:problems))
  else
    call timer_start(200, function('s:Problem'))
  endif
endfunction

" A hover of one line is a message, a longer one the preview window.
function! s:Hover(timer) abort
  let l:shown = execute('messages')
  for l:window in range(1, winnr('$'))
    if getwinvar(l:window, '&previewwindow')
      let l:shown .= join(getbufline(winbufnr(l:window), 1, '$'), "\n")
    endif
  endfor
  if stridx(l:shown, s:hover.shows) >= 0
    call s:Report(1, 'explains ' . s:hover.on)
    qall!
  elseif localtime() > s:deadline
    call s:Report(0, 'explains ' . s:hover.on . ', not: ' . l:shown)
  else
    call timer_start(200, function('s:Hover'))
  endif
endfunction

call timer_start(200, function('s:Problem'))
