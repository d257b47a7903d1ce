// Written by npm run documents from sqml_algorithms() and sqml_options(): the options of each algorithm, and of all trainings.
// biome-ignore-all format: lines are as long as what they say

export interface SharedOptions {
  /** the seed of everything that is drawn: one number, one model: a whole number from 0 to 4294967295; 53 */
  random_state?: number;
  /** the share of the rows that judges the model: a number between 0 and 1; 0.25 */
  test_size?: number;
  /** how those rows are chosen: drawn, drawn with the shares of the labels kept, the last ones, or by a column: one of 'shuffle', 'stratified', 'sequential', 'column'; shuffle */
  split_strategy?: 'shuffle' | 'stratified' | 'sequential' | 'column';
  /** of split_strategy column: 1 in the rows that judge: a name in quotes */
  split_column?: string;
  /** the columns to learn from; all others are left out: a list of names such as ["a", "b"] */
  features?: readonly string[];
  /** the columns to leave out: a list of names such as ["a", "b"] */
  exclude?: readonly string[];
  /** what columns are read as, by name: number, text, date, or unixepoch or julianday for dates that are such numbers: a JSON object */
  types?: object;
  /** impute, encode, scale and more, for all columns or by name: a JSON object */
  preprocess?: object;
  /** folds inside the training part whose mean score is stored besides: a whole number from 2 to 1000; 0 */
  cv?: number;
  /** which of the values in params are tried: every combination, or n_iter drawn ones: one of 'grid', 'random' */
  search?: 'grid' | 'random';
  /** lists of values by option: a JSON object */
  params?: object;
  /** of search random: how many combinations: a whole number from 1 to 10000; 10 */
  n_iter?: number;
  /** what search and deployment compare: classification: score, accuracy, f1, precision, recall, balanced_accuracy, mcc, roc_auc, log_loss, average_precision, brier; regression: score, r2, mae, rmse, mse, mape, median_absolute_error, explained_variance; score */
  metric?: 'score' | 'accuracy' | 'f1' | 'precision' | 'recall' | 'balanced_accuracy' | 'mcc' | 'roc_auc' | 'log_loss' | 'average_precision' | 'brier' | 'r2' | 'mae' | 'rmse' | 'mse' | 'mape' | 'median_absolute_error' | 'explained_variance';
  /** of two classes the one that is looked for: null or a number or a text */
  positive?: string | number | null;
  /** of sgd and gaussian_nb: rows are read again in every pass instead of being held, for tables larger than memory: true or false; false */
  passes?: boolean;
}

export interface ClassificationOptions {
  logistic_regression: {
    /** one of 'l2', 'l1', 'elasticnet', 'none'; l2 */
    penalty?: 'l2' | 'l1' | 'elasticnet' | 'none';
    /** a number greater than 0; 1 */
    C?: number;
    /** null or a number from 0 to 1 */
    l1_ratio?: number | null;
    /** a number greater than 0; 0.0001 */
    tol?: number;
    /** a whole number of at least 1; 100 */
    max_iter?: number;
    /** true or false; true */
    fit_intercept?: boolean;
    /** null, 'balanced' or an object from label to weight */
    class_weight?: 'balanced' | object | null;
  };
  logistic_regression_cv: {
    /** how many, or a list of numbers of at least 0; 10 */
    Cs?: number | readonly number[];
    /** a list of numbers of at least 0; [0] */
    l1_ratios?: readonly number[];
    /** a whole number from 2 to 1000; 5 */
    cv?: number;
    /** one of 'accuracy', 'neg_log_loss'; accuracy */
    scoring?: 'accuracy' | 'neg_log_loss';
    /** a number greater than 0; 0.0001 */
    tol?: number;
    /** a whole number of at least 1; 100 */
    max_iter?: number;
    /** true or false; true */
    fit_intercept?: boolean;
    /** null, 'balanced' or an object from label to weight */
    class_weight?: 'balanced' | object | null;
  };
  linear_svc: {
    /** one of 'l2'; l2 */
    penalty?: 'l2';
    /** one of 'squared_hinge', 'hinge'; squared_hinge */
    loss?: 'squared_hinge' | 'hinge';
    /** a number greater than 0; 1 */
    C?: number;
    /** a number greater than 0; 0.0001 */
    tol?: number;
    /** a whole number of at least 1; 1000 */
    max_iter?: number;
    /** true or false; true */
    fit_intercept?: boolean;
    /** a number greater than 0; 1 */
    intercept_scaling?: number;
    /** null, 'balanced' or an object from label to weight */
    class_weight?: 'balanced' | object | null;
  };
  ridge: {
    /** a number of at least 0; 1 */
    alpha?: number;
    /** true or false; true */
    fit_intercept?: boolean;
    /** null, 'balanced' or an object from label to weight */
    class_weight?: 'balanced' | object | null;
  };
  ridge_cv: {
    /** a list of numbers greater than 0; [0.1, 1, 10] */
    alphas?: readonly number[];
    /** true or false; true */
    fit_intercept?: boolean;
    /** null, 'balanced' or an object from label to weight */
    class_weight?: 'balanced' | object | null;
  };
  knn: {
    /** a whole number of at least 1; 5 */
    n_neighbors?: number;
    /** one of 'uniform', 'distance'; uniform */
    weights?: 'uniform' | 'distance';
    /** one of 'auto', 'kd_tree', 'brute'; auto */
    algorithm?: 'auto' | 'kd_tree' | 'brute';
    /** one of 'minkowski', 'euclidean', 'manhattan'; minkowski */
    metric?: 'minkowski' | 'euclidean' | 'manhattan';
    /** a number greater than 0; 2 */
    p?: number;
  };
  gaussian_nb: {
    /** a number of at least 0; 1e-9 */
    var_smoothing?: number;
    /** null or a list of numbers of at least 0 */
    priors?: readonly number[] | null;
  };
  sgd: {
    /** one of 'hinge', 'squared_hinge', 'perceptron', 'log_loss', 'modified_huber', 'squared_error', 'huber', 'epsilon_insensitive', 'squared_epsilon_insensitive'; hinge */
    loss?: 'hinge' | 'squared_hinge' | 'perceptron' | 'log_loss' | 'modified_huber' | 'squared_error' | 'huber' | 'epsilon_insensitive' | 'squared_epsilon_insensitive';
    /** one of 'none', 'l1', 'l2', 'elasticnet'; l2 */
    penalty?: 'none' | 'l1' | 'l2' | 'elasticnet';
    /** a number of at least 0; 0.0001 */
    alpha?: number;
    /** a number from 0 to 1; 0.15 */
    l1_ratio?: number;
    /** true or false; true */
    fit_intercept?: boolean;
    /** a whole number of at least 1; 1000 */
    max_iter?: number;
    /** null or a number of at least 0; 0.001 */
    tol?: number | null;
    /** true or false; true */
    shuffle?: boolean;
    /** a number of at least 0; 0.1 */
    epsilon?: number;
    /** one of 'constant', 'optimal', 'invscaling', 'adaptive', 'pa1', 'pa2'; optimal */
    learning_rate?: 'constant' | 'optimal' | 'invscaling' | 'adaptive' | 'pa1' | 'pa2';
    /** a number greater than 0; 0.01 */
    eta0?: number;
    /** a number of at least 0; 0.5 */
    power_t?: number;
    /** true or false; false */
    early_stopping?: boolean;
    /** a number between 0 and 1; 0.1 */
    validation_fraction?: number;
    /** a whole number of at least 1; 5 */
    n_iter_no_change?: number;
    /** true, false or a whole number of at least 0; 0 */
    average?: boolean | number;
    /** null, 'balanced' or an object from label to weight */
    class_weight?: 'balanced' | object | null;
  };
  svc: {
    /** a number greater than 0; 1 */
    C?: number;
    /** one of 'linear', 'poly', 'rbf', 'sigmoid'; rbf */
    kernel?: 'linear' | 'poly' | 'rbf' | 'sigmoid';
    /** a whole number of at least 0; 3 */
    degree?: number;
    /** 'scale', 'auto' or a number greater than 0; scale */
    gamma?: 'scale' | 'auto' | number;
    /** a number; 0 */
    coef0?: number;
    /** true or false; true */
    shrinking?: boolean;
    /** a number greater than 0; 0.001 */
    tol?: number;
    /** a number greater than 0; 200 */
    cache_size?: number;
    /** null, 'balanced' or an object from label to weight */
    class_weight?: 'balanced' | object | null;
    /** a whole number of at least -1; -1 */
    max_iter?: number;
    /** true or false; false */
    probability?: boolean;
  };
  decision_tree: {
    /** one of 'gini', 'entropy', 'log_loss'; gini */
    criterion?: 'gini' | 'entropy' | 'log_loss';
    /** one of 'best', 'random'; best */
    splitter?: 'best' | 'random';
    /** null or a whole number of at least 1 */
    max_depth?: number | null;
    /** a whole number of at least 2 or a share with a point, greater than 0.0 and up to 1.0; 2 */
    min_samples_split?: number;
    /** a whole number of at least 1 or a share with a point, greater than 0.0 and less than 1.0; 1 */
    min_samples_leaf?: number;
    /** a number from 0 to 0.5; 0 */
    min_weight_fraction_leaf?: number;
    /** null or 'sqrt', 'log2', a whole number of at least 1 or a share with a point, greater than 0.0 and up to 1.0 */
    max_features?: 'sqrt' | 'log2' | number | null;
    /** null or a whole number of at least 2 */
    max_leaf_nodes?: number | null;
    /** a number of at least 0; 0 */
    min_impurity_decrease?: number;
    /** a number of at least 0; 0 */
    ccp_alpha?: number;
    /** null, 'balanced' or an object from label to weight */
    class_weight?: 'balanced' | object | null;
  };
  random_forest: {
    /** a whole number of at least 1; 100 */
    n_estimators?: number;
    /** one of 'gini', 'entropy', 'log_loss'; gini */
    criterion?: 'gini' | 'entropy' | 'log_loss';
    /** null or a whole number of at least 1 */
    max_depth?: number | null;
    /** a whole number of at least 2 or a share with a point, greater than 0.0 and up to 1.0; 2 */
    min_samples_split?: number;
    /** a whole number of at least 1 or a share with a point, greater than 0.0 and less than 1.0; 1 */
    min_samples_leaf?: number;
    /** a number from 0 to 0.5; 0 */
    min_weight_fraction_leaf?: number;
    /** null or 'sqrt', 'log2', a whole number of at least 1 or a share with a point, greater than 0.0 and up to 1.0; sqrt */
    max_features?: 'sqrt' | 'log2' | number | null;
    /** null or a whole number of at least 2 */
    max_leaf_nodes?: number | null;
    /** a number of at least 0; 0 */
    min_impurity_decrease?: number;
    /** a number of at least 0; 0 */
    ccp_alpha?: number;
    /** true or false; true */
    bootstrap?: boolean;
    /** null or a whole number of at least 1 or a share with a point, greater than 0.0 and up to 1.0 */
    max_samples?: number | null;
    /** null, 'balanced', 'balanced_subsample' or an object from label to weight */
    class_weight?: 'balanced' | 'balanced_subsample' | object | null;
  };
  extra_trees: {
    /** a whole number of at least 1; 100 */
    n_estimators?: number;
    /** one of 'gini', 'entropy', 'log_loss'; gini */
    criterion?: 'gini' | 'entropy' | 'log_loss';
    /** null or a whole number of at least 1 */
    max_depth?: number | null;
    /** a whole number of at least 2 or a share with a point, greater than 0.0 and up to 1.0; 2 */
    min_samples_split?: number;
    /** a whole number of at least 1 or a share with a point, greater than 0.0 and less than 1.0; 1 */
    min_samples_leaf?: number;
    /** a number from 0 to 0.5; 0 */
    min_weight_fraction_leaf?: number;
    /** null or 'sqrt', 'log2', a whole number of at least 1 or a share with a point, greater than 0.0 and up to 1.0; sqrt */
    max_features?: 'sqrt' | 'log2' | number | null;
    /** null or a whole number of at least 2 */
    max_leaf_nodes?: number | null;
    /** a number of at least 0; 0 */
    min_impurity_decrease?: number;
    /** a number of at least 0; 0 */
    ccp_alpha?: number;
    /** true or false; false */
    bootstrap?: boolean;
    /** null or a whole number of at least 1 or a share with a point, greater than 0.0 and up to 1.0 */
    max_samples?: number | null;
    /** null, 'balanced', 'balanced_subsample' or an object from label to weight */
    class_weight?: 'balanced' | 'balanced_subsample' | object | null;
  };
  bagging: {
    /** the name of an algorithm, or an object such as {"decision_tree": {"max_depth": 3}}; decision_tree */
    estimator?: string | object;
    /** a whole number of at least 1; 10 */
    n_estimators?: number;
    /** null or a whole number of at least 1 or a share with a point, greater than 0.0 and up to 1.0 */
    max_samples?: number | null;
    /** a whole number of at least 1 or a share with a point, greater than 0.0 and up to 1.0; 1 */
    max_features?: number;
    /** true or false; true */
    bootstrap?: boolean;
    /** true or false; false */
    bootstrap_features?: boolean;
  };
  gradient_boosting: {
    /** one of 'log_loss', 'exponential'; log_loss */
    loss?: 'log_loss' | 'exponential';
    /** a number of at least 0; 0.1 */
    learning_rate?: number;
    /** a whole number of at least 1; 100 */
    n_estimators?: number;
    /** a number greater than 0, up to 1; 1 */
    subsample?: number;
    /** null or a whole number of at least 1; 3 */
    max_depth?: number | null;
    /** a whole number of at least 2 or a share with a point, greater than 0.0 and up to 1.0; 2 */
    min_samples_split?: number;
    /** a whole number of at least 1 or a share with a point, greater than 0.0 and less than 1.0; 1 */
    min_samples_leaf?: number;
    /** a number from 0 to 0.5; 0 */
    min_weight_fraction_leaf?: number;
    /** null or 'sqrt', 'log2', a whole number of at least 1 or a share with a point, greater than 0.0 and up to 1.0 */
    max_features?: 'sqrt' | 'log2' | number | null;
    /** null or a whole number of at least 2 */
    max_leaf_nodes?: number | null;
    /** a number of at least 0; 0 */
    min_impurity_decrease?: number;
    /** a number of at least 0; 0 */
    ccp_alpha?: number;
    /** null or one of 'zero' */
    init?: 'zero' | null;
    /** null or a whole number of at least 1 */
    n_iter_no_change?: number | null;
    /** a number between 0 and 1; 0.1 */
    validation_fraction?: number;
    /** a number of at least 0; 0.0001 */
    tol?: number;
  };
  ada_boost: {
    /** one of 'gini', 'entropy', 'log_loss'; gini */
    criterion?: 'gini' | 'entropy' | 'log_loss';
    /** a whole number of at least 1; 50 */
    n_estimators?: number;
    /** a number greater than 0; 1 */
    learning_rate?: number;
    /** one of 'best', 'random'; best */
    splitter?: 'best' | 'random';
    /** null or a whole number of at least 1; 1 */
    max_depth?: number | null;
    /** a whole number of at least 2 or a share with a point, greater than 0.0 and up to 1.0; 2 */
    min_samples_split?: number;
    /** a whole number of at least 1 or a share with a point, greater than 0.0 and less than 1.0; 1 */
    min_samples_leaf?: number;
    /** a number from 0 to 0.5; 0 */
    min_weight_fraction_leaf?: number;
    /** null or 'sqrt', 'log2', a whole number of at least 1 or a share with a point, greater than 0.0 and up to 1.0 */
    max_features?: 'sqrt' | 'log2' | number | null;
    /** null or a whole number of at least 2 */
    max_leaf_nodes?: number | null;
    /** a number of at least 0; 0 */
    min_impurity_decrease?: number;
    /** a number of at least 0; 0 */
    ccp_alpha?: number;
  };
  hist_gradient_boosting: {
    /** one of 'log_loss'; log_loss */
    loss?: 'log_loss';
    /** a number greater than 0; 0.1 */
    learning_rate?: number;
    /** a whole number of at least 1; 100 */
    max_iter?: number;
    /** null or a whole number of at least 2; 31 */
    max_leaf_nodes?: number | null;
    /** null or a whole number of at least 1 */
    max_depth?: number | null;
    /** a whole number of at least 1; 20 */
    min_samples_leaf?: number;
    /** a number of at least 0; 0 */
    l2_regularization?: number;
    /** a number greater than 0, up to 1; 1 */
    max_features?: number;
    /** a whole number from 2 to 255; 255 */
    max_bins?: number;
    /** null or a list of names such as ["a", "b"] */
    categorical_features?: readonly string[] | null;
    /** null or a JSON object */
    monotonic_cst?: object | null;
    /** null or 'pairwise', 'no_interactions' or lists of names such as [["a", "b"], ["c"]] */
    interaction_cst?: 'pairwise' | 'no_interactions' | readonly (readonly string[])[] | null;
    /** one of 'auto', 'true', 'false'; auto */
    early_stopping?: 'auto' | 'true' | 'false';
    /** null or a whole number of at least 1 or a share with a point, greater than 0.0 and less than 1.0; 0.1 */
    validation_fraction?: number | null;
    /** a whole number of at least 1; 10 */
    n_iter_no_change?: number;
    /** a number of at least 0; 1e-7 */
    tol?: number;
    /** null, 'balanced' or an object from label to weight */
    class_weight?: 'balanced' | object | null;
  };
  mlp: {
    /** a list of whole numbers of at least 1; [100] */
    hidden_layer_sizes?: readonly number[];
    /** one of 'identity', 'logistic', 'tanh', 'relu'; relu */
    activation?: 'identity' | 'logistic' | 'tanh' | 'relu';
    /** one of 'adam', 'sgd', 'lbfgs'; adam */
    solver?: 'adam' | 'sgd' | 'lbfgs';
    /** a number of at least 0; 0.0001 */
    alpha?: number;
    /** null or a whole number of at least 1 */
    batch_size?: number | null;
    /** one of 'constant', 'invscaling', 'adaptive'; constant */
    learning_rate?: 'constant' | 'invscaling' | 'adaptive';
    /** a number greater than 0; 0.001 */
    learning_rate_init?: number;
    /** a number of at least 0; 0.5 */
    power_t?: number;
    /** a whole number of at least 1; 200 */
    max_iter?: number;
    /** true or false; true */
    shuffle?: boolean;
    /** a number of at least 0; 0.0001 */
    tol?: number;
    /** a number from 0 to 1; 0.9 */
    momentum?: number;
    /** true or false; true */
    nesterovs_momentum?: boolean;
    /** true or false; false */
    early_stopping?: boolean;
    /** a number between 0 and 1; 0.1 */
    validation_fraction?: number;
    /** a number from 0 to 1; 0.9 */
    beta_1?: number;
    /** a number from 0 to 1; 0.999 */
    beta_2?: number;
    /** a number greater than 0; 1e-8 */
    epsilon?: number;
    /** a whole number of at least 1; 10 */
    n_iter_no_change?: number;
    /** a whole number of at least 1; 15000 */
    max_fun?: number;
  };
  dummy: {
    /** one of 'prior', 'most_frequent', 'stratified', 'uniform', 'constant'; prior */
    strategy?: 'prior' | 'most_frequent' | 'stratified' | 'uniform' | 'constant';
    /** null or a number or a text */
    constant?: string | number | null;
  };
}

export interface RegressionOptions {
  linear_regression: {
    /** true or false; true */
    fit_intercept?: boolean;
    /** a number of at least 0; 0 */
    tol?: number;
  };
  ridge: {
    /** a number of at least 0; 1 */
    alpha?: number;
    /** true or false; true */
    fit_intercept?: boolean;
  };
  ridge_cv: {
    /** a list of numbers greater than 0; [0.1, 1, 10] */
    alphas?: readonly number[];
    /** true or false; true */
    fit_intercept?: boolean;
  };
  lasso: {
    /** a number of at least 0; 1 */
    alpha?: number;
    /** true or false; true */
    fit_intercept?: boolean;
    /** true or false; false */
    positive?: boolean;
    /** a number greater than 0; 0.0001 */
    tol?: number;
    /** a whole number of at least 1; 1000 */
    max_iter?: number;
  };
  elastic_net: {
    /** a number of at least 0; 1 */
    alpha?: number;
    /** a number from 0 to 1; 0.5 */
    l1_ratio?: number;
    /** true or false; true */
    fit_intercept?: boolean;
    /** true or false; false */
    positive?: boolean;
    /** a number greater than 0; 0.0001 */
    tol?: number;
    /** a whole number of at least 1; 1000 */
    max_iter?: number;
  };
  lasso_cv: {
    /** how many, or a list of numbers of at least 0; 100 */
    alphas?: number | readonly number[];
    /** a number greater than 0; 0.001 */
    eps?: number;
    /** a whole number from 2 to 1000; 5 */
    cv?: number;
    /** true or false; true */
    fit_intercept?: boolean;
    /** true or false; false */
    positive?: boolean;
    /** a number greater than 0; 0.0001 */
    tol?: number;
    /** a whole number of at least 1; 1000 */
    max_iter?: number;
  };
  elastic_net_cv: {
    /** a list of numbers greater than 0; [0.5] */
    l1_ratio?: readonly number[];
    /** how many, or a list of numbers of at least 0; 100 */
    alphas?: number | readonly number[];
    /** a number greater than 0; 0.001 */
    eps?: number;
    /** a whole number from 2 to 1000; 5 */
    cv?: number;
    /** true or false; true */
    fit_intercept?: boolean;
    /** true or false; false */
    positive?: boolean;
    /** a number greater than 0; 0.0001 */
    tol?: number;
    /** a whole number of at least 1; 1000 */
    max_iter?: number;
  };
  linear_svr: {
    /** a number of at least 0; 0 */
    epsilon?: number;
    /** one of 'epsilon_insensitive', 'squared_epsilon_insensitive'; epsilon_insensitive */
    loss?: 'epsilon_insensitive' | 'squared_epsilon_insensitive';
    /** a number greater than 0; 1 */
    C?: number;
    /** a number greater than 0; 0.0001 */
    tol?: number;
    /** a whole number of at least 1; 1000 */
    max_iter?: number;
    /** true or false; true */
    fit_intercept?: boolean;
    /** a number greater than 0; 1 */
    intercept_scaling?: number;
    /** true or false; false */
    scale_target?: boolean;
  };
  poisson: {
    /** a number of at least 0; 1 */
    alpha?: number;
    /** a number greater than 0; 0.0001 */
    tol?: number;
    /** a whole number of at least 1; 100 */
    max_iter?: number;
    /** true or false; true */
    fit_intercept?: boolean;
  };
  gamma: {
    /** a number of at least 0; 1 */
    alpha?: number;
    /** a number greater than 0; 0.0001 */
    tol?: number;
    /** a whole number of at least 1; 100 */
    max_iter?: number;
    /** true or false; true */
    fit_intercept?: boolean;
  };
  huber: {
    /** a number of at least 1; 1.35 */
    epsilon?: number;
    /** a number of at least 0; 0.0001 */
    alpha?: number;
    /** a number greater than 0; 0.00001 */
    tol?: number;
    /** a whole number of at least 1; 100 */
    max_iter?: number;
    /** true or false; true */
    fit_intercept?: boolean;
  };
  quantile: {
    /** a number between 0 and 1; 0.5 */
    quantile?: number;
    /** a number of at least 0; 1 */
    alpha?: number;
    /** true or false; true */
    fit_intercept?: boolean;
  };
  knn: {
    /** a whole number of at least 1; 5 */
    n_neighbors?: number;
    /** one of 'uniform', 'distance'; uniform */
    weights?: 'uniform' | 'distance';
    /** one of 'auto', 'kd_tree', 'brute'; auto */
    algorithm?: 'auto' | 'kd_tree' | 'brute';
    /** one of 'minkowski', 'euclidean', 'manhattan'; minkowski */
    metric?: 'minkowski' | 'euclidean' | 'manhattan';
    /** a number greater than 0; 2 */
    p?: number;
  };
  sgd: {
    /** one of 'squared_error', 'huber', 'epsilon_insensitive', 'squared_epsilon_insensitive'; squared_error */
    loss?: 'squared_error' | 'huber' | 'epsilon_insensitive' | 'squared_epsilon_insensitive';
    /** one of 'none', 'l1', 'l2', 'elasticnet'; l2 */
    penalty?: 'none' | 'l1' | 'l2' | 'elasticnet';
    /** a number of at least 0; 0.0001 */
    alpha?: number;
    /** a number from 0 to 1; 0.15 */
    l1_ratio?: number;
    /** true or false; true */
    fit_intercept?: boolean;
    /** a whole number of at least 1; 1000 */
    max_iter?: number;
    /** null or a number of at least 0; 0.001 */
    tol?: number | null;
    /** true or false; true */
    shuffle?: boolean;
    /** a number of at least 0; 0.1 */
    epsilon?: number;
    /** one of 'constant', 'optimal', 'invscaling', 'adaptive', 'pa1', 'pa2'; invscaling */
    learning_rate?: 'constant' | 'optimal' | 'invscaling' | 'adaptive' | 'pa1' | 'pa2';
    /** a number greater than 0; 0.01 */
    eta0?: number;
    /** a number of at least 0; 0.25 */
    power_t?: number;
    /** true or false; false */
    early_stopping?: boolean;
    /** a number between 0 and 1; 0.1 */
    validation_fraction?: number;
    /** a whole number of at least 1; 5 */
    n_iter_no_change?: number;
    /** true, false or a whole number of at least 0; 0 */
    average?: boolean | number;
    /** true or false; false */
    scale_target?: boolean;
  };
  recursive_least_squares: {
    /** a number greater than 0; 1 */
    alpha?: number;
    /** a number greater than 0, up to 1; 1 */
    forgetting_factor?: number;
    /** true or false; true */
    fit_intercept?: boolean;
  };
  svr: {
    /** a number greater than 0; 1 */
    C?: number;
    /** a number of at least 0; 0.1 */
    epsilon?: number;
    /** one of 'linear', 'poly', 'rbf', 'sigmoid'; rbf */
    kernel?: 'linear' | 'poly' | 'rbf' | 'sigmoid';
    /** a whole number of at least 0; 3 */
    degree?: number;
    /** 'scale', 'auto' or a number greater than 0; scale */
    gamma?: 'scale' | 'auto' | number;
    /** a number; 0 */
    coef0?: number;
    /** true or false; true */
    shrinking?: boolean;
    /** a number greater than 0; 0.001 */
    tol?: number;
    /** a number greater than 0; 200 */
    cache_size?: number;
    /** a whole number of at least -1; -1 */
    max_iter?: number;
    /** true or false; false */
    scale_target?: boolean;
  };
  decision_tree: {
    /** one of 'squared_error', 'friedman_mse', 'absolute_error', 'poisson'; squared_error */
    criterion?: 'squared_error' | 'friedman_mse' | 'absolute_error' | 'poisson';
    /** one of 'best', 'random'; best */
    splitter?: 'best' | 'random';
    /** null or a whole number of at least 1 */
    max_depth?: number | null;
    /** a whole number of at least 2 or a share with a point, greater than 0.0 and up to 1.0; 2 */
    min_samples_split?: number;
    /** a whole number of at least 1 or a share with a point, greater than 0.0 and less than 1.0; 1 */
    min_samples_leaf?: number;
    /** a number from 0 to 0.5; 0 */
    min_weight_fraction_leaf?: number;
    /** null or 'sqrt', 'log2', a whole number of at least 1 or a share with a point, greater than 0.0 and up to 1.0 */
    max_features?: 'sqrt' | 'log2' | number | null;
    /** null or a whole number of at least 2 */
    max_leaf_nodes?: number | null;
    /** a number of at least 0; 0 */
    min_impurity_decrease?: number;
    /** a number of at least 0; 0 */
    ccp_alpha?: number;
  };
  random_forest: {
    /** a whole number of at least 1; 100 */
    n_estimators?: number;
    /** one of 'squared_error', 'friedman_mse', 'absolute_error', 'poisson'; squared_error */
    criterion?: 'squared_error' | 'friedman_mse' | 'absolute_error' | 'poisson';
    /** null or a whole number of at least 1 */
    max_depth?: number | null;
    /** a whole number of at least 2 or a share with a point, greater than 0.0 and up to 1.0; 2 */
    min_samples_split?: number;
    /** a whole number of at least 1 or a share with a point, greater than 0.0 and less than 1.0; 1 */
    min_samples_leaf?: number;
    /** a number from 0 to 0.5; 0 */
    min_weight_fraction_leaf?: number;
    /** null or 'sqrt', 'log2', a whole number of at least 1 or a share with a point, greater than 0.0 and up to 1.0 */
    max_features?: 'sqrt' | 'log2' | number | null;
    /** null or a whole number of at least 2 */
    max_leaf_nodes?: number | null;
    /** a number of at least 0; 0 */
    min_impurity_decrease?: number;
    /** a number of at least 0; 0 */
    ccp_alpha?: number;
    /** true or false; true */
    bootstrap?: boolean;
    /** null or a whole number of at least 1 or a share with a point, greater than 0.0 and up to 1.0 */
    max_samples?: number | null;
  };
  extra_trees: {
    /** a whole number of at least 1; 100 */
    n_estimators?: number;
    /** one of 'squared_error', 'friedman_mse', 'absolute_error', 'poisson'; squared_error */
    criterion?: 'squared_error' | 'friedman_mse' | 'absolute_error' | 'poisson';
    /** null or a whole number of at least 1 */
    max_depth?: number | null;
    /** a whole number of at least 2 or a share with a point, greater than 0.0 and up to 1.0; 2 */
    min_samples_split?: number;
    /** a whole number of at least 1 or a share with a point, greater than 0.0 and less than 1.0; 1 */
    min_samples_leaf?: number;
    /** a number from 0 to 0.5; 0 */
    min_weight_fraction_leaf?: number;
    /** null or 'sqrt', 'log2', a whole number of at least 1 or a share with a point, greater than 0.0 and up to 1.0 */
    max_features?: 'sqrt' | 'log2' | number | null;
    /** null or a whole number of at least 2 */
    max_leaf_nodes?: number | null;
    /** a number of at least 0; 0 */
    min_impurity_decrease?: number;
    /** a number of at least 0; 0 */
    ccp_alpha?: number;
    /** true or false; false */
    bootstrap?: boolean;
    /** null or a whole number of at least 1 or a share with a point, greater than 0.0 and up to 1.0 */
    max_samples?: number | null;
  };
  bagging: {
    /** the name of an algorithm, or an object such as {"decision_tree": {"max_depth": 3}}; decision_tree */
    estimator?: string | object;
    /** a whole number of at least 1; 10 */
    n_estimators?: number;
    /** null or a whole number of at least 1 or a share with a point, greater than 0.0 and up to 1.0 */
    max_samples?: number | null;
    /** a whole number of at least 1 or a share with a point, greater than 0.0 and up to 1.0; 1 */
    max_features?: number;
    /** true or false; true */
    bootstrap?: boolean;
    /** true or false; false */
    bootstrap_features?: boolean;
  };
  gradient_boosting: {
    /** one of 'squared_error', 'absolute_error', 'huber', 'quantile'; squared_error */
    loss?: 'squared_error' | 'absolute_error' | 'huber' | 'quantile';
    /** a number between 0 and 1; 0.9 */
    alpha?: number;
    /** a number of at least 0; 0.1 */
    learning_rate?: number;
    /** a whole number of at least 1; 100 */
    n_estimators?: number;
    /** a number greater than 0, up to 1; 1 */
    subsample?: number;
    /** null or a whole number of at least 1; 3 */
    max_depth?: number | null;
    /** a whole number of at least 2 or a share with a point, greater than 0.0 and up to 1.0; 2 */
    min_samples_split?: number;
    /** a whole number of at least 1 or a share with a point, greater than 0.0 and less than 1.0; 1 */
    min_samples_leaf?: number;
    /** a number from 0 to 0.5; 0 */
    min_weight_fraction_leaf?: number;
    /** null or 'sqrt', 'log2', a whole number of at least 1 or a share with a point, greater than 0.0 and up to 1.0 */
    max_features?: 'sqrt' | 'log2' | number | null;
    /** null or a whole number of at least 2 */
    max_leaf_nodes?: number | null;
    /** a number of at least 0; 0 */
    min_impurity_decrease?: number;
    /** a number of at least 0; 0 */
    ccp_alpha?: number;
    /** null or one of 'zero' */
    init?: 'zero' | null;
    /** null or a whole number of at least 1 */
    n_iter_no_change?: number | null;
    /** a number between 0 and 1; 0.1 */
    validation_fraction?: number;
    /** a number of at least 0; 0.0001 */
    tol?: number;
  };
  ada_boost: {
    /** one of 'linear', 'square', 'exponential'; linear */
    loss?: 'linear' | 'square' | 'exponential';
    /** one of 'squared_error', 'friedman_mse', 'absolute_error', 'poisson'; squared_error */
    criterion?: 'squared_error' | 'friedman_mse' | 'absolute_error' | 'poisson';
    /** a whole number of at least 1; 50 */
    n_estimators?: number;
    /** a number greater than 0; 1 */
    learning_rate?: number;
    /** one of 'best', 'random'; best */
    splitter?: 'best' | 'random';
    /** null or a whole number of at least 1; 3 */
    max_depth?: number | null;
    /** a whole number of at least 2 or a share with a point, greater than 0.0 and up to 1.0; 2 */
    min_samples_split?: number;
    /** a whole number of at least 1 or a share with a point, greater than 0.0 and less than 1.0; 1 */
    min_samples_leaf?: number;
    /** a number from 0 to 0.5; 0 */
    min_weight_fraction_leaf?: number;
    /** null or 'sqrt', 'log2', a whole number of at least 1 or a share with a point, greater than 0.0 and up to 1.0 */
    max_features?: 'sqrt' | 'log2' | number | null;
    /** null or a whole number of at least 2 */
    max_leaf_nodes?: number | null;
    /** a number of at least 0; 0 */
    min_impurity_decrease?: number;
    /** a number of at least 0; 0 */
    ccp_alpha?: number;
  };
  hist_gradient_boosting: {
    /** one of 'squared_error', 'absolute_error', 'gamma', 'poisson', 'quantile'; squared_error */
    loss?: 'squared_error' | 'absolute_error' | 'gamma' | 'poisson' | 'quantile';
    /** null or a number from 0 to 1 */
    quantile?: number | null;
    /** a number greater than 0; 0.1 */
    learning_rate?: number;
    /** a whole number of at least 1; 100 */
    max_iter?: number;
    /** null or a whole number of at least 2; 31 */
    max_leaf_nodes?: number | null;
    /** null or a whole number of at least 1 */
    max_depth?: number | null;
    /** a whole number of at least 1; 20 */
    min_samples_leaf?: number;
    /** a number of at least 0; 0 */
    l2_regularization?: number;
    /** a number greater than 0, up to 1; 1 */
    max_features?: number;
    /** a whole number from 2 to 255; 255 */
    max_bins?: number;
    /** null or a list of names such as ["a", "b"] */
    categorical_features?: readonly string[] | null;
    /** null or a JSON object */
    monotonic_cst?: object | null;
    /** null or 'pairwise', 'no_interactions' or lists of names such as [["a", "b"], ["c"]] */
    interaction_cst?: 'pairwise' | 'no_interactions' | readonly (readonly string[])[] | null;
    /** one of 'auto', 'true', 'false'; auto */
    early_stopping?: 'auto' | 'true' | 'false';
    /** null or a whole number of at least 1 or a share with a point, greater than 0.0 and less than 1.0; 0.1 */
    validation_fraction?: number | null;
    /** a whole number of at least 1; 10 */
    n_iter_no_change?: number;
    /** a number of at least 0; 1e-7 */
    tol?: number;
  };
  mlp: {
    /** one of 'squared_error', 'poisson'; squared_error */
    loss?: 'squared_error' | 'poisson';
    /** a list of whole numbers of at least 1; [100] */
    hidden_layer_sizes?: readonly number[];
    /** one of 'identity', 'logistic', 'tanh', 'relu'; relu */
    activation?: 'identity' | 'logistic' | 'tanh' | 'relu';
    /** one of 'adam', 'sgd', 'lbfgs'; adam */
    solver?: 'adam' | 'sgd' | 'lbfgs';
    /** a number of at least 0; 0.0001 */
    alpha?: number;
    /** null or a whole number of at least 1 */
    batch_size?: number | null;
    /** one of 'constant', 'invscaling', 'adaptive'; constant */
    learning_rate?: 'constant' | 'invscaling' | 'adaptive';
    /** a number greater than 0; 0.001 */
    learning_rate_init?: number;
    /** a number of at least 0; 0.5 */
    power_t?: number;
    /** a whole number of at least 1; 200 */
    max_iter?: number;
    /** true or false; true */
    shuffle?: boolean;
    /** a number of at least 0; 0.0001 */
    tol?: number;
    /** a number from 0 to 1; 0.9 */
    momentum?: number;
    /** true or false; true */
    nesterovs_momentum?: boolean;
    /** true or false; false */
    early_stopping?: boolean;
    /** a number between 0 and 1; 0.1 */
    validation_fraction?: number;
    /** a number from 0 to 1; 0.9 */
    beta_1?: number;
    /** a number from 0 to 1; 0.999 */
    beta_2?: number;
    /** a number greater than 0; 1e-8 */
    epsilon?: number;
    /** a whole number of at least 1; 10 */
    n_iter_no_change?: number;
    /** a whole number of at least 1; 15000 */
    max_fun?: number;
    /** true or false; false */
    scale_target?: boolean;
  };
  dummy: {
    /** one of 'mean', 'median', 'quantile', 'constant'; mean */
    strategy?: 'mean' | 'median' | 'quantile' | 'constant';
    /** null or a number */
    constant?: number | null;
    /** null or a number from 0 to 1 */
    quantile?: number | null;
  };
}
