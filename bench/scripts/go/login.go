// Package bench is what the Go programs share: a login, and how they are measured.
package bench

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Login is what is known when claims are asked for.
type Login struct {
	Registered map[string]any `json:"registered_claims"`
	Metadata   []Metadata     `json:"user_metadata"`
	Grants     struct {
		Grants []Grant `json:"grants"`
	} `json:"user_grants"`
}

// Metadata of the user. Its value is JSON.
type Metadata struct {
	Key   string `json:"key"`
	Value []byte `json:"value"`
}

// Grant of the user.
type Grant struct {
	ID          string   `json:"id"`
	ProjectID   string   `json:"project_id"`
	ProjectName string   `json:"project_name"`
	Roles       []string `json:"roles"`
}

// Load reads the login, and as many scripts as there are actions.
func Load(folder string, actions int) (*Login, []string, error) {
	text, err := os.ReadFile(filepath.Join(folder, "context.json"))
	if err != nil {
		return nil, nil, err
	}
	login := new(Login)
	if err := json.Unmarshal(text, login); err != nil {
		return nil, nil, err
	}
	script, err := os.ReadFile(filepath.Join(folder, "claims.js"))
	if err != nil {
		return nil, nil, err
	}
	scripts := make([]string, actions)
	for i := range scripts {
		scripts[i] = strings.ReplaceAll(string(script), "NUMBER", strconv.Itoa(i))
	}
	return login, scripts, nil
}

// Claims that are there before any action.
func (l *Login) Claims() map[string]any {
	claims := make(map[string]any, len(l.Registered))
	for name, value := range l.Registered {
		claims[name] = value
	}
	return claims
}
