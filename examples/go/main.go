// The sqml tutorial in Go: train on Iris, predict, train something better.
//
//	go run . ../../dist/sqml.so            # in memory
//	go run . ../../dist/sqml.so iris.db    # in a file
//
// SQML_PATH names the extension when it isn't the first argument. Needs cgo, hence a C compiler.
package main

import (
	"database/sql"
	"fmt"
	"log"
	"os"

	"github.com/mattn/go-sqlite3"
)

func main() {
	extension, file := os.Getenv("SQML_PATH"), ":memory:"
	if len(os.Args) > 1 {
		extension = os.Args[1]
	}
	if len(os.Args) > 2 {
		file = os.Args[2]
	}
	// The hook runs for every connection that the pool opens.
	sql.Register("sqlite3_sqml", &sqlite3.SQLiteDriver{
		ConnectHook: func(conn *sqlite3.SQLiteConn) error {
			return conn.LoadExtension(extension, "sqlite3_sqml_init")
		},
	})
	db, err := sql.Open("sqlite3_sqml", file)
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1) // a second connection to :memory: would be a second database

	ask := func(sql string, args ...any) (answer string) {
		if err := db.QueryRow(sql, args...).Scan(&answer); err != nil {
			log.Fatal(err)
		}
		return answer
	}
	fmt.Println("flowers:", ask("SELECT sqml_load_dataset('iris') ->> 'size'"))
	for _, algorithm := range []string{"logistic_regression", "svc"} {
		score := ask(`SELECT sqml_train('Iris prediction', 'classification', ?, 'dataset_iris', 'target')
			->> 'score'`, algorithm)
		fmt.Println(algorithm, "score:", score)
	}
	fmt.Println("species:", ask("SELECT sqml_predict('Iris prediction', ?)", "[5.1, 3.5, 1.4, 0.2]"))

	models, err := db.Query("SELECT id, digest FROM sqml_models ORDER BY id")
	if err != nil {
		log.Fatal(err)
	}
	defer models.Close()
	for models.Next() {
		var id int64
		var digest string
		if err := models.Scan(&id, &digest); err != nil {
			log.Fatal(err)
		}
		fmt.Println("model", id, digest)
	}
	if err := models.Err(); err != nil {
		log.Fatal(err)
	}
}
