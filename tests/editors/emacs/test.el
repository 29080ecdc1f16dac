;;; test.el --- Shirube through eglot -*- lexical-binding: t -*-

(require 'package)
(package-initialize)
(require 'cl-lib)
(require 'json)
(require 'eglot)
(require 'flymake)
(require 'markdown-mode)
(require 'yaml-mode)

;; Debian has no terraform-mode; for a client its name is all that matters.
(define-derived-mode terraform-mode prog-mode "Terraform" (setq-local comment-start "#"))
(add-to-list 'auto-mode-alist '("\\.tf\\'" . terraform-mode))

(load (getenv "SETUP"))
(setq eglot-sync-connect 10
      eglot-confirm-server-initiated-edits nil
      make-backup-files nil
      last-nonmenu-event ?\r) ; as if typed: after a click eglot would pop up a menu

(defvar failed 0)
(defvar expected (let ((json-object-type 'alist) (json-array-type 'list) (json-key-type 'string))
                   (json-read-file (getenv "EXPECT"))))

(defun in (object &rest keys) (dolist (key keys object) (setq object (cdr (assoc key object)))))

(defmacro check (name form)
  `(let ((problem (condition-case err (if ,form nil "is not so") (error (format "%S" err)))))
     (unless problem (message "ok   %s" ,name))
     (when problem (cl-incf failed) (message "FAIL %s: %s" ,name problem))))

(defun eventually (condition)
  "What CONDITION returns, once it returns something; nil after ten seconds."
  (let ((end (+ (float-time) 10)) value)
    (while (and (not (setq value (funcall condition))) (< (float-time) end))
      (accept-process-output nil 0.05))
    value))

(defun goto (text)
  (goto-char (point-min))
  (search-forward text)
  (goto-char (1+ (match-beginning 0))))

(defun hover (text)
  (goto text)
  (format "%S" (jsonrpc-request (eglot--current-server-or-lose) :textDocument/hover (eglot--TextDocumentPositionParams))))

(defun diagnostic (code)
  (flymake-start)
  (cl-find-if (lambda (one) (string-match-p (regexp-quote code) (flymake-diagnostic-text one))) (flymake-diagnostics)))

(defun text () (replace-regexp-in-string " +" " " (buffer-substring-no-properties (point-min) (point-max))))

(defun act (text kind titles)
  "Take the action at TEXT of KIND with one of TITLES, as its menu would."
  (goto text)
  (cl-letf (((symbol-function 'completing-read)
             (lambda (_prompt collection &rest _)
               (or (cl-find-if (lambda (title)
                                 (cl-some (lambda (word) (string-match-p (regexp-quote (downcase word)) (downcase title))) titles))
                               (all-completions "" collection))
                   (error "%s is not among %S" titles (all-completions "" collection)))))
            ((symbol-function 'y-or-n-p) #'always))
    (eglot-code-actions (line-beginning-position) (line-end-position) kind t)))

(dolist (fixture expected)
  (let ((name (car fixture)) (want (cdr fixture)))
    (find-file (expand-file-name name (getenv "PROJECT")))
    (run-hooks 'post-command-hook) ; `eglot-ensure' waits for it
    (check (concat name ": connects") (eventually #'eglot-managed-p))
    (dolist (hover (in want "hovers"))
      (check (format "%s: explains %s" name (in hover "on"))
             (string-match-p (regexp-quote (in hover "shows")) (hover (in hover "on")))))
    (check (concat name ": underlines the problem")
           (eventually (lambda () (diagnostic (in want "problem" "code")))))
    (check (concat name ": applies the quick fix")
           (let ((at (flymake-diagnostic-beg (diagnostic (in want "problem" "code")))))
             (act (buffer-substring at (save-excursion (goto-char at) (line-end-position))) "quickfix" (in want "fix" "title"))
             (eventually (lambda () (string-match-p (regexp-quote (in want "fix" "adds")) (text))))))
    ;; Eglot 1.9 cannot create files, so actions that do are not offered.
    (dolist (action (cl-remove-if (lambda (action) (in action "creates")) (in want "dr")))
      (check (format "%s: applies the DR action on %s" name (in action "on"))
             (progn
               (act (in action "on") "refactor.rewrite.shirube.dr" (in action "title"))
               (eventually (lambda () (string-match-p (regexp-quote (in action "adds")) (text)))))))
    (set-buffer-modified-p nil)))

(kill-emacs (if (zerop failed) 0 1))
