// The table of algorithms: name, prediction type, options, how to make an empty model, and its traits.
// A new algorithm is one file in the folder of its family and one row here.

import { Algorithm, CLASSIFICATION, publish, REGRESSION, Traits } from '../model/algorithm';
import { declareGaussianNb, GaussianNb } from './bayes/gaussian_nb';
import { declareDummyClassifier, declareDummyRegressor, DummyClassifier, DummyRegressor } from './dummy';
import {
  AdaBoostClassifier,
  AdaBoostRegressor,
  declareAdaBoostClassifier,
  declareAdaBoostRegressor,
} from './ensemble/ada_boost';
import {
  BaggingClassifier,
  BaggingRegressor,
  baggingClassifierTraits,
  baggingRegressorTraits,
  declareBaggingClassifier,
  declareBaggingRegressor,
} from './ensemble/bagging';
import {
  declareExtraTreesClassifier,
  declareExtraTreesRegressor,
  ExtraTreesClassifier,
  ExtraTreesRegressor,
} from './ensemble/extra_trees';
import {
  declareGradientBoostingClassifier,
  declareGradientBoostingRegressor,
  GradientBoostingClassifier,
  GradientBoostingRegressor,
} from './ensemble/gradient_boosting';
import {
  declareHistGradientBoostingClassifier,
  declareHistGradientBoostingRegressor,
  HistGradientBoostingClassifier,
  HistGradientBoostingRegressor,
} from './ensemble/hist_gradient_boosting';
import { declareMlpClassifier, declareMlpRegressor, MlpClassifier, MlpRegressor } from './network/mlp';
import {
  declareRandomForestClassifier,
  declareRandomForestRegressor,
  RandomForestClassifier,
  RandomForestRegressor,
} from './ensemble/random_forest';
import { declareElasticNet, declareLasso, ElasticNetRegressor } from './linear/elastic_net';
import { declareElasticNetCv, declareLassoCv, ElasticNetCvRegressor } from './linear/elastic_net_cv';
import { declareHuber, HuberRegressor } from './linear/huber';
import { declareLinearRegression, LinearRegression } from './linear/linear_regression';
import { declareLinearSvc, LinearSvc } from './linear/linear_svc';
import { declareLinearSvr, LinearSvr } from './linear/linear_svr';
import { declareLogisticRegression, LogisticRegression } from './linear/logistic_regression';
import { declareLogisticRegressionCv, LogisticRegressionCv } from './linear/logistic_regression_cv';
import { declareLogLinear, Gamma, Poisson } from './linear/log_linear';
import { declareQuantile, QuantileRegressor } from './linear/quantile';
import { declareRecursiveLeastSquares, RecursiveLeastSquares } from './linear/recursive_least_squares';
import { declareRidge, declareRidgeClassifier, RidgeClassifier, RidgeRegressor } from './linear/ridge';
import {
  declareRidgeClassifierCv,
  declareRidgeCv,
  RidgeClassifierCv,
  RidgeRegressorCv,
} from './linear/ridge_cv';
import { declareSgdClassifier, declareSgdRegressor, SgdClassifier, SgdRegressor } from './linear/sgd';
import { declareKnn, KnnClassifier, KnnRegressor } from './neighbour/knn';
import { declareSvc, Svc } from './svm/svc';
import { declareSvr, Svr } from './svm/svr';
import {
  DecisionTreeClassifier,
  DecisionTreeRegressor,
  declareDecisionTreeClassifier,
  declareDecisionTreeRegressor,
} from './tree/decision_tree';

publish([
  new Algorithm(
    'logistic_regression',
    CLASSIFICATION,
    declareLogisticRegression,
    () => new LogisticRegression(),
    new Traits().weighted().withIndices().withRoom(),
  ),
  new Algorithm(
    'logistic_regression_cv',
    CLASSIFICATION,
    declareLogisticRegressionCv,
    () => new LogisticRegressionCv(),
    new Traits().weighted().withIndices().withOwnFolds(),
  ),
  new Algorithm(
    'linear_svc',
    CLASSIFICATION,
    declareLinearSvc,
    () => new LinearSvc(),
    new Traits().weighted().withIndices().withRoom(),
  ),
  new Algorithm(
    'ridge',
    CLASSIFICATION,
    declareRidgeClassifier,
    () => new RidgeClassifier(),
    new Traits().weighted(),
  ),
  new Algorithm(
    'ridge_cv',
    CLASSIFICATION,
    declareRidgeClassifierCv,
    () => new RidgeClassifierCv(),
    new Traits().weighted(),
  ),
  new Algorithm(
    'knn',
    CLASSIFICATION,
    declareKnn,
    () => new KnnClassifier(),
    new Traits().contentWithOneClass(),
  ),
  new Algorithm(
    'gaussian_nb',
    CLASSIFICATION,
    declareGaussianNb,
    () => new GaussianNb(),
    new Traits().weighted().contentWithOneClass().online().inPasses(),
  ),
  new Algorithm(
    'sgd',
    CLASSIFICATION,
    declareSgdClassifier,
    () => new SgdClassifier(),
    new Traits().weighted().online().inPasses(),
  ),
  new Algorithm('svc', CLASSIFICATION, declareSvc, () => new Svc()),
  new Algorithm('linear_regression', REGRESSION, declareLinearRegression, () => new LinearRegression()),
  new Algorithm('ridge', REGRESSION, declareRidge, () => new RidgeRegressor(), new Traits().weighted()),
  new Algorithm(
    'ridge_cv',
    REGRESSION,
    declareRidgeCv,
    () => new RidgeRegressorCv(),
    new Traits().weighted(),
  ),
  new Algorithm('lasso', REGRESSION, declareLasso, () => new ElasticNetRegressor(), new Traits().weighted()),
  new Algorithm(
    'elastic_net',
    REGRESSION,
    declareElasticNet,
    () => new ElasticNetRegressor(),
    new Traits().weighted(),
  ),
  new Algorithm(
    'lasso_cv',
    REGRESSION,
    declareLassoCv,
    () => new ElasticNetCvRegressor(),
    new Traits().weighted().withOwnFolds(),
  ),
  new Algorithm(
    'elastic_net_cv',
    REGRESSION,
    declareElasticNetCv,
    () => new ElasticNetCvRegressor(),
    new Traits().weighted().withOwnFolds(),
  ),
  new Algorithm(
    'linear_svr',
    REGRESSION,
    declareLinearSvr,
    () => new LinearSvr(),
    new Traits().weighted().withIndices().withRoom(),
  ),
  new Algorithm(
    'poisson',
    REGRESSION,
    declareLogLinear,
    () => new Poisson(),
    new Traits().weighted().withRoom(),
  ),
  new Algorithm('gamma', REGRESSION, declareLogLinear, () => new Gamma(), new Traits().weighted().withRoom()),
  new Algorithm(
    'huber',
    REGRESSION,
    declareHuber,
    () => new HuberRegressor(),
    new Traits().weighted().withIndices().withRoom(),
  ),
  new Algorithm(
    'quantile',
    REGRESSION,
    declareQuantile,
    () => new QuantileRegressor(),
    new Traits().weighted(),
  ),
  new Algorithm('knn', REGRESSION, declareKnn, () => new KnnRegressor()),
  new Algorithm(
    'sgd',
    REGRESSION,
    declareSgdRegressor,
    () => new SgdRegressor(),
    new Traits().weighted().online().inPasses(),
  ),
  new Algorithm(
    'recursive_least_squares',
    REGRESSION,
    declareRecursiveLeastSquares,
    () => new RecursiveLeastSquares(),
    new Traits().unscaled().weighted().online(),
  ),
  new Algorithm('svr', REGRESSION, declareSvr, () => new Svr()),
  new Algorithm(
    'decision_tree',
    CLASSIFICATION,
    declareDecisionTreeClassifier,
    () => new DecisionTreeClassifier(),
    Traits.ofTrees().weighted(),
  ),
  new Algorithm(
    'decision_tree',
    REGRESSION,
    declareDecisionTreeRegressor,
    () => new DecisionTreeRegressor(),
    Traits.ofTrees().weighted(),
  ),
  new Algorithm(
    'random_forest',
    CLASSIFICATION,
    declareRandomForestClassifier,
    () => new RandomForestClassifier(),
    Traits.ofTrees().weighted(),
  ),
  new Algorithm(
    'random_forest',
    REGRESSION,
    declareRandomForestRegressor,
    () => new RandomForestRegressor(),
    Traits.ofTrees().weighted(),
  ),
  new Algorithm(
    'extra_trees',
    CLASSIFICATION,
    declareExtraTreesClassifier,
    () => new ExtraTreesClassifier(),
    Traits.ofTrees().weighted(),
  ),
  new Algorithm(
    'extra_trees',
    REGRESSION,
    declareExtraTreesRegressor,
    () => new ExtraTreesRegressor(),
    Traits.ofTrees().weighted(),
  ),
  new Algorithm(
    'bagging',
    CLASSIFICATION,
    declareBaggingClassifier,
    () => new BaggingClassifier(),
    Traits.ofTrees(),
    baggingClassifierTraits,
  ),
  new Algorithm(
    'bagging',
    REGRESSION,
    declareBaggingRegressor,
    () => new BaggingRegressor(),
    Traits.ofTrees(),
    baggingRegressorTraits,
  ),
  new Algorithm(
    'gradient_boosting',
    CLASSIFICATION,
    declareGradientBoostingClassifier,
    () => new GradientBoostingClassifier(),
    new Traits().unscaled().weighted(),
  ),
  new Algorithm(
    'gradient_boosting',
    REGRESSION,
    declareGradientBoostingRegressor,
    () => new GradientBoostingRegressor(),
    new Traits().unscaled().weighted(),
  ),
  new Algorithm(
    'ada_boost',
    CLASSIFICATION,
    declareAdaBoostClassifier,
    () => new AdaBoostClassifier(),
    new Traits().unscaled().weighted(),
  ),
  new Algorithm(
    'ada_boost',
    REGRESSION,
    declareAdaBoostRegressor,
    () => new AdaBoostRegressor(),
    new Traits().unscaled().weighted(),
  ),
  new Algorithm(
    'hist_gradient_boosting',
    CLASSIFICATION,
    declareHistGradientBoostingClassifier,
    () => new HistGradientBoostingClassifier(),
    Traits.ofTrees().categorical().weighted(),
  ),
  new Algorithm(
    'hist_gradient_boosting',
    REGRESSION,
    declareHistGradientBoostingRegressor,
    () => new HistGradientBoostingRegressor(),
    Traits.ofTrees().categorical().weighted(),
  ),
  new Algorithm(
    'mlp',
    CLASSIFICATION,
    declareMlpClassifier,
    () => new MlpClassifier(),
    new Traits().weighted(),
  ),
  new Algorithm('mlp', REGRESSION, declareMlpRegressor, () => new MlpRegressor(), new Traits().weighted()),
  new Algorithm(
    'dummy',
    CLASSIFICATION,
    declareDummyClassifier,
    () => new DummyClassifier(),
    Traits.ofTrees().weighted().contentWithOneClass(),
  ),
  new Algorithm(
    'dummy',
    REGRESSION,
    declareDummyRegressor,
    () => new DummyRegressor(),
    Traits.ofTrees().weighted(),
  ),
]);
