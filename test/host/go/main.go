// One connection of mattn/go-sqlite3 with sqml, driven by lines of JSON (test/host/program.ts).
//
// It is compiled in the module examples/go, whose go.mod says which driver:
//
//	cd examples/go && go build ../../test/host/go/main.go
package main

import (
	"bufio"
	"context"
	"database/sql/driver"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"os"
	"strconv"
	"time"

	"github.com/mattn/go-sqlite3"
)

const marker = "--- sqml test: end of statement ---"

type request struct {
	SQL         string   `json:"sql"`
	CancelAfter *float64 `json:"cancel_after"`
}

type answer struct {
	Error     *string        `json:"error,omitempty"`
	Names     []string       `json:"names"`
	Rows      [][][2]*string `json:"rows"`
	StoppedMS *float64       `json:"stopped_ms,omitempty"`
}

// tagged undoes what the driver makes of columns that are declared BOOLEAN, DATE or DATETIME.
func tagged(value driver.Value) [2]*string {
	cell := func(kind, text string) [2]*string { return [2]*string{&kind, &text} }
	switch value := value.(type) {
	case nil:
		kind := "null"
		return [2]*string{&kind, nil}
	case int64:
		return cell("integer", strconv.FormatInt(value, 10))
	case bool:
		return cell("integer", map[bool]string{false: "0", true: "1"}[value])
	case float64:
		return cell("real", strconv.FormatFloat(value, 'g', -1, 64))
	case string:
		return cell("text", value)
	case time.Time:
		return cell("text", value.Format("2006-01-02 15:04:05.999999999"))
	case []byte:
		return cell("blob", hex.EncodeToString(value))
	}
	log.Fatalf("the driver gives a %T", value)
	panic("not reached")
}

func run(ctx context.Context, conn *sqlite3.SQLiteConn, sql string) ([]string, [][][2]*string, error) {
	rows, err := conn.QueryContext(ctx, sql, nil)
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	values := make([]driver.Value, len(rows.Columns()))
	all := [][][2]*string{}
	for {
		switch err := rows.Next(values); err {
		case nil:
			row := [][2]*string{}
			for _, value := range values {
				row = append(row, tagged(value))
			}
			all = append(all, row)
		case io.EOF:
			return rows.Columns(), all, nil
		default:
			return nil, nil, err
		}
	}
}

// reply runs the statement, in a context that is cancelled when the request says so.
func reply(conn *sqlite3.SQLiteConn, asked request) answer {
	ctx := context.Background()
	var cancelled chan time.Time
	if asked.CancelAfter != nil {
		var cancel context.CancelFunc
		ctx, cancel = context.WithCancel(ctx)
		defer cancel()
		cancelled = make(chan time.Time, 1)
		timer := time.AfterFunc(time.Duration(*asked.CancelAfter*float64(time.Millisecond)), func() {
			cancelled <- time.Now()
			cancel()
		})
		defer timer.Stop()
	}
	var given answer
	names, rows, err := run(ctx, conn, asked.SQL)
	select {
	case at := <-cancelled:
		ms := float64(time.Since(at)) / float64(time.Millisecond)
		given.StoppedMS = &ms
	default:
	}
	given.Names, given.Rows = names, rows
	if err != nil {
		message := err.Error()
		given.Error = &message
	}
	return given
}

func main() {
	opened, err := (&sqlite3.SQLiteDriver{}).Open(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	conn := opened.(*sqlite3.SQLiteConn)
	if err := conn.LoadExtension(os.Args[2], "sqlite3_sqml_init"); err != nil {
		log.Fatal(err)
	}
	lines := bufio.NewReader(os.Stdin)
	for {
		line, err := lines.ReadBytes('\n')
		if err == io.EOF {
			break
		}
		if err != nil {
			log.Fatal(err)
		}
		var asked request
		if err := json.Unmarshal(line, &asked); err != nil {
			log.Fatal(err)
		}
		text, err := json.Marshal(reply(conn, asked))
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s\n%s\n", text, marker)
	}
}
