package local

import (
	"fmt"
	"os"
	"os/exec"
	"testing"
)

// childEnv makes this test's binary do something else than test.
const childEnv = "KIBITZ_LOCAL_TEST_CHILD"

func TestMain(m *testing.M) {
	task := os.Getenv(childEnv)
	if task == "" {
		os.Exit(m.Run())
	}
	if err := childTasks()[task](os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// childTasks are what a child process can do with a directory.
func childTasks() map[string]func(dir string) error {
	return map[string]func(dir string) error{
		"ledger": childLedger,
		"open": func(dir string) error {
			db, err := Open(dir, testSchema(), Options{})
			if err != nil {
				return err
			}
			return db.Close()
		},
	}
}

// child returns a command that does the task in a process of its own.
func child(t *testing.T, task, dir string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], dir)
	cmd.Env = append(os.Environ(), childEnv+"="+task)
	return cmd
}
