// sqml linked into a Go program: one binary, no extension to load.
//
//	npm run static && cd examples/go && go run ./static
package main

/*
#cgo LDFLAGS: ${SRCDIR}/../../../dist/sqml.a -lm

struct sqlite3;
struct sqlite3_api_routines;
int sqlite3_sqml_init(struct sqlite3 *, char **, const struct sqlite3_api_routines *);
int sqlite3_auto_extension(void (*)(void));

static int enable(void) { return sqlite3_auto_extension((void (*)(void))sqlite3_sqml_init); }
*/
import "C"

import (
	"database/sql"
	"fmt"
	"log"

	_ "github.com/mattn/go-sqlite3" // brings the SQLite that sqml.a is linked with
)

func main() {
	if code := C.enable(); code != 0 {
		log.Fatal("sqlite3_auto_extension: ", code)
	}
	db, err := sql.Open("sqlite3", ":memory:")
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	var size, score string
	row := db.QueryRow("SELECT sqml_load_dataset('iris') ->> 'size'")
	if err := row.Scan(&size); err != nil {
		log.Fatal(err)
	}
	row = db.QueryRow("SELECT sqml_train('Iris', 'classification', 'svc', 'dataset_iris', 'target') ->> 'score'")
	if err := row.Scan(&score); err != nil {
		log.Fatal(err)
	}
	fmt.Println("flowers:", size, "score:", score)
}
