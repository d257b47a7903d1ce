-- The real engine, once through what users do; no statement may fail.
SELECT sqml_version(), json_type(sqml_setup());
SELECT length(sqml_load_dataset('iris')), length(sqml_load_dataset('diabetes')), length(sqml_load_dataset('wine'));
SELECT sqml_train('iris', 'classification', 'logistic_regression', 'dataset_iris', 'target');
SELECT sqml_train('iris', 'classification', 'svc', 'dataset_iris', 'target');
SELECT sqml_train('iris', 'classification', 'linear_svc', 'dataset_iris', 'target');
SELECT sqml_train('wine', 'classification', 'logistic_regression', 'SELECT * FROM dataset_wine', 'target', 0.3);
SELECT sqml_train('diabetes', 'regression', 'linear_regression', 'dataset_diabetes', 'target');
SELECT sqml_train('diabetes', 'regression', 'svr', 'dataset_diabetes', 'target');
SELECT sqml_train('diabetes', 'regression', 'linear_svr', 'dataset_diabetes', 'target');
SELECT count(*), count(DISTINCT sqml_predict('iris', json_array(
  "sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)"))) FROM dataset_iris;
SELECT json_array_length(sqml_predict_batch('iris', json_group_array(json_array(
  "sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)")))) FROM dataset_iris;
SELECT count(*) FROM sqml_runs_overview;
SELECT count(*) FROM sqml_algorithms() JOIN sqml_datasets() ON task = prediction_type;
