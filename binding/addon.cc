/*
** dist/sqml.node: the engine for Node programs, without SQL. lib/model.cts is its front and knows what the
** functions mean; here JavaScript's values meet program.h, and nothing else.
**
**   functions                           the names of program.h's functions; the calls below take an index
**   new Engine()                        an instance of the engine
**     call(function, ...values)         runs it: Uint8Array is a BLOB; the bytes of the result
**     ask(function, X, first, out)      runs it on rows: the BLOB that it gives goes to `out`, a Float64Array
**     close()                           gives its memory back at once, not when it is collected
**     size                              bytes of its memory
**     isEnded                           an error or close() has ended it: it serves no more
**   train(function, texts, names, X, y, count, notify)
**                                       runs it on rows in a thread; gives a function that stops it
**     notify(progress)                  a Float64Array, now and then
**     notify(null, error, result)       the end; then nothing more
**   Rows are a Float64Array or a Float32Array, NaN for NULL, or a Uint8Array of cells.
**
** Threads. A training has a thread of its own, not one of libuv's: there are four of those, which the file
** system and DNS need too, and an environment that ends (a worker's terminate()) waits for them before any
** hook of ours is asked, which would be minutes. The thread sees nothing of JavaScript: it has copies of its
** rows, and tells by a thread-safe function that there is something to hear. An environment that ends stops
** its trainings and waits for them, half a millisecond as a rule.
**
** No C++ exception leaves this file, and the engine jumps over no frame of it (program.h).
*/
#include <napi.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <new>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

extern "C" {
#include "program.h"
}

namespace {

using Bytes = std::unique_ptr<uint8_t[]>;

/* What a typed array holds; `data` is null when it is none. */
struct View {
  napi_typedarray_type type = napi_uint8_array;
  uint8_t *data = nullptr;
  size_t size = 0; /* in bytes */

  explicit View(const Napi::Value &value) {
    void *start = nullptr;
    size_t length = 0;
    if (!value.IsTypedArray() ||
        napi_get_typedarray_info(value.Env(), value, &type, &length, &start, nullptr, nullptr) != napi_ok) {
      return;
    }
    static uint8_t nothing;
    data = length > 0 ? static_cast<uint8_t *>(start) : &nothing;
    size = length * (type == napi_float64_array ? 8 : type == napi_float32_array ? 4 : 1);
  }

  bool isRows() const {
    return data != nullptr &&
           (type == napi_float64_array || type == napi_float32_array || type == napi_uint8_array);
  }

  ValuesKind kind() const {
    return type == napi_float64_array ? VALUES_F64 : type == napi_float32_array ? VALUES_F32 : VALUES_CELLS;
  }
};

/* The engine's message as an error, with its code. */
Napi::Error errorOf(Napi::Env env, const char *message, size_t length, int code) {
  Napi::Error error = Napi::Error::New(env, std::string(message, length));
  error.Set("code", Napi::Number::New(env, code));
  return error;
}

void misused(Napi::Env env) {
  Napi::TypeError::New(env, "sqml.node: not called as binding/addon.cc says").ThrowAsJavaScriptException();
}

Napi::Value bytesOf(Napi::Env env, const uint8_t *bytes, size_t length) {
  Napi::Uint8Array array = Napi::Uint8Array::New(env, length);
  if (!array.IsEmpty() && length > 0) memcpy(array.Data(), bytes, length);
  return array;
}

/* ---- An instance ---- */

class Engine : public Napi::ObjectWrap<Engine> {
public:
  static Napi::Function Define(Napi::Env env) {
    return DefineClass(env, "Engine",
                       {InstanceMethod<&Engine::Call>("call"), InstanceMethod<&Engine::Ask>("ask"),
                        InstanceMethod<&Engine::Close>("close"), InstanceAccessor<&Engine::Size>("size"),
                        InstanceAccessor<&Engine::IsEnded>("isEnded")});
  }

  explicit Engine(const Napi::CallbackInfo &info) : ObjectWrap(info), program(sqml_program_new()) {
    if (program == nullptr) {
      Napi::Error::New(info.Env(), "sqml: not enough memory for the engine").ThrowAsJavaScriptException();
      return;
    }
    report(info.Env());
  }

  ~Engine() override {
    sqml_program_free(program);
  }

  void Finalize(Napi::BasicEnv env) override {
    Napi::MemoryManagement::AdjustExternalMemory(env, -reported);
  }

private:
  Program *program;
  int64_t reported = 0; /* bytes that the garbage collector was told of */

  void report(Napi::Env env) {
    int64_t size = program == nullptr ? 0 : static_cast<int64_t>(sqml_program_size(program));
    if (size != reported) Napi::MemoryManagement::AdjustExternalMemory(env, size - reported);
    reported = size;
  }

  /* Runs it; false when an exception is pending. */
  bool run(Napi::Env env, Task *task) {
    if (program == nullptr || sqml_program_name(task->function) == nullptr) {
      misused(env);
      return false;
    }
    if (sqml_program_run(program, task)) return true;
    Napi::Error error = errorOf(env, task->message, task->message_length, task->code);
    sqml_program_rest(program);
    error.ThrowAsJavaScriptException();
    return false;
  }

  Napi::Value Call(const Napi::CallbackInfo &info) {
    std::vector<Argument> arguments;
    for (size_t i = 1; i < info.Length(); i++) {
      View view(info[i]);
      if (view.data == nullptr)
        arguments.push_back({CELL_NULL, 0, nullptr, 0});
      else
        arguments.push_back({CELL_BLOB, 0, view.data, view.size});
    }
    Task task = {};
    task.function = info[0].As<Napi::Number>();
    task.arguments = arguments.data();
    task.count = static_cast<int>(arguments.size());
    if (!run(info.Env(), &task)) return info.Env().Undefined();
    Napi::Value result = bytesOf(info.Env(), task.result, task.length);
    sqml_program_rest(program);
    report(info.Env());
    return result;
  }

  Napi::Value Ask(const Napi::CallbackInfo &info) {
    View rows(info[1]), out(info[3]);
    if (!rows.isRows() || out.type != napi_float64_array) {
      misused(info.Env());
      return info.Env().Undefined();
    }
    int type = rows.kind() == VALUES_F64   ? CELL_BLOB
               : rows.kind() == VALUES_F32 ? ARGUMENT_FLOATS
                                           : CELL_ROWS;
    Argument arguments[] = {{type, 0, rows.data, rows.size},
                            {CELL_INTEGER, info[2].As<Napi::Number>(), nullptr, 0}};
    Task task = {};
    task.function = info[0].As<Napi::Number>();
    task.arguments = arguments;
    task.count = 2;
    if (!run(info.Env(), &task)) return info.Env().Undefined();
    if (task.length <= out.size)
      memcpy(out.data, task.result, task.length);
    else
      misused(info.Env());
    sqml_program_rest(program);
    return info.Env().Undefined();
  }

  Napi::Value Close(const Napi::CallbackInfo &info) {
    sqml_program_free(program);
    program = nullptr;
    report(info.Env());
    return info.Env().Undefined();
  }

  Napi::Value Size(const Napi::CallbackInfo &info) {
    return Napi::Number::New(info.Env(), static_cast<double>(reported));
  }

  Napi::Value IsEnded(const Napi::CallbackInfo &info) {
    return Napi::Boolean::New(info.Env(), program == nullptr || !sqml_program_rest(program));
  }
};

/* ---- A training ---- */

/* Between two notices of progress. */
constexpr std::chrono::milliseconds PAUSE(50);

class Training {
public:
  /* Starts it; undefined when an exception is pending. */
  static Napi::Value Start(const Napi::CallbackInfo &info) {
    Napi::Env env = info.Env();
    std::shared_ptr<std::atomic<bool>> stop(new std::atomic<bool>(false));
    std::unique_ptr<Training> training(new Training(stop));
    if (!training->take(info)) return env.Undefined();
    training->notices = Notices::New(env, info[6].As<Napi::Function>(), "sqml.train", 0, 1, training.get(),
                                     Finish, static_cast<void *>(nullptr));
    if (env.IsExceptionPending()) return env.Undefined();
    /* After the thread-safe function, whose own hook must come later: hooks run last in, first out. */
    napi_add_env_cleanup_hook(env, End, training.get());
    Training *started = training.release(); /* Finish deletes it */
    try {
      started->thread = std::thread([started] { started->work(); });
    } catch (const std::system_error &error) {
      started->notices.Release();
      Napi::Error::New(env, std::string("sqml: no thread to train in: ") + error.what())
          .ThrowAsJavaScriptException();
      return env.Undefined();
    }
    return Napi::Function::New(env, [stop](const Napi::CallbackInfo &) { stop->store(true); });
  }

private:
  static void Hear(Napi::Env env, Napi::Function notify, Training *training, void *) {
    if (static_cast<napi_env>(env) != nullptr) training->tell(env, notify);
  }
  using Notices = Napi::TypedThreadSafeFunction<Training, void, Hear>;

  /* What the thread gets. */
  int function = 0;
  std::vector<std::string> texts;
  std::vector<Argument> arguments;
  std::vector<std::string> names;
  std::vector<const char *> namePointers;
  std::vector<uint32_t> nameLengths;
  Bytes copies[2];
  Rows rows = {};

  /* What both sides see. */
  std::shared_ptr<std::atomic<bool>> stop;
  std::mutex mutex; /* of the four below */
  Progress progress = {};
  bool hasProgress = false;
  bool isOver = false;
  bool isTold = false;

  /* What the thread leaves, before isOver. */
  Bytes result;
  size_t resultLength = 0;
  std::string message;
  int code = 0;

  Notices notices;
  std::thread thread;
  std::chrono::steady_clock::time_point lastNotice = std::chrono::steady_clock::now();

  explicit Training(std::shared_ptr<std::atomic<bool>> stop) : stop(std::move(stop)) {
  }

  /* Copies what it is to work on: JavaScript may change or transfer its arrays while it runs. */
  bool take(const Napi::CallbackInfo &info) {
    Napi::Env env = info.Env();
    View parts[] = {View(info[3]), View(info[4])};
    if (!info[1].IsArray() || !info[2].IsArray() || !parts[0].isRows() || !parts[1].isRows() ||
        !info[6].IsFunction()) {
      misused(env);
      return false;
    }
    function = info[0].As<Napi::Number>();
    takeTexts(info[1].As<Napi::Array>());
    takeNames(info[2].As<Napi::Array>());
    rows.count = static_cast<uint64_t>(info[5].As<Napi::Number>().Int64Value());
    for (int i = 0; i < 2; i++) {
      uint32_t width = i == 0 ? static_cast<uint32_t>(names.size()) - 1 : 1;
      copies[i].reset(new (std::nothrow) uint8_t[parts[i].size > 0 ? parts[i].size : 1]);
      if (copies[i] == nullptr) {
        Napi::RangeError::New(env, "train: not enough memory to copy the rows").ThrowAsJavaScriptException();
        return false;
      }
      memcpy(copies[i].get(), parts[i].data, parts[i].size);
      rows.parts[i] = {parts[i].kind(), width, copies[i].get(), parts[i].size, 0};
    }
    return true;
  }

  /* TEXT, or NULL for what is no string. */
  void takeTexts(Napi::Array values) {
    for (uint32_t i = 0; i < values.Length(); i++) {
      Napi::Value value = values.Get(i);
      texts.push_back(value.IsString() ? value.As<Napi::String>().Utf8Value() : std::string());
      arguments.push_back({value.IsString() ? CELL_TEXT : CELL_NULL, 0, nullptr, texts.back().size()});
    }
    for (size_t i = 0; i < texts.size(); i++) arguments[i].bytes = texts[i].data();
  }

  void takeNames(Napi::Array values) {
    for (uint32_t i = 0; i < values.Length(); i++) names.push_back(values.Get(i).ToString().Utf8Value());
    for (const std::string &name : names) {
      namePointers.push_back(name.data());
      nameLengths.push_back(static_cast<uint32_t>(name.size()));
    }
    rows.names = namePointers.data();
    rows.name_lengths = nameLengths.data();
    rows.release = Release;
  }

  /* ---- In the thread ---- */

  void work() {
    Program *program = sqml_program_new();
    if (program == nullptr) {
      message = "train: not enough memory for the engine";
      code = PROGRAM_NOMEM;
    } else {
      run(program);
    }
    Release(this);
    {
      std::lock_guard<std::mutex> lock(mutex);
      isOver = true;
    }
    notices.BlockingCall();
    sqml_program_free(program); /* which takes a while when it is large */
    notices.Release();
  }

  void run(Program *program) {
    Task task = {};
    task.function = function;
    task.arguments = arguments.data();
    task.count = static_cast<int>(arguments.size());
    task.rows = &rows;
    task.poll = Poll;
    task.caller = this;
    if (!sqml_program_run(program, &task)) {
      message.assign(task.message, task.message_length);
      code = task.code;
      return;
    }
    result.reset(new (std::nothrow) uint8_t[task.length]);
    if (result == nullptr) {
      message = "train: not enough memory for the model";
      code = PROGRAM_NOMEM;
      return;
    }
    memcpy(result.get(), task.result, task.length);
    resultLength = task.length;
  }

  /* The engine has read its rows. */
  static void Release(void *self) {
    for (Bytes &copy : static_cast<Training *>(self)->copies) copy.reset();
  }

  static bool Poll(void *self, const Progress *progress) {
    Training *training = static_cast<Training *>(self);
    if (training->stop->load(std::memory_order_relaxed)) return true;
    std::chrono::steady_clock::time_point now = std::chrono::steady_clock::now();
    if (now - training->lastNotice < PAUSE) return false;
    training->lastNotice = now;
    training->notice(progress);
    return false;
  }

  /* Leaves the progress for `tell`, and rings unless what was left before hasn't been heard yet. */
  void notice(const Progress *now) {
    bool isUnheard;
    {
      std::lock_guard<std::mutex> lock(mutex);
      isUnheard = hasProgress;
      if (memcmp(&progress, now, sizeof progress) == 0) return;
      progress = *now;
      hasProgress = true;
    }
    if (!isUnheard) notices.NonBlockingCall();
  }

  /* ---- In JavaScript's thread ---- */

  /*
  ** By Node-API alone: an environment that is being ended refuses any of these, and node-addon-api would
  ** throw an error for it, which is refused too. What fails here is not to be heard any more.
  */
  void tell(napi_env env, napi_value notify) {
    Progress now = {};
    bool isNews, isEnd;
    {
      std::lock_guard<std::mutex> lock(mutex);
      isNews = hasProgress;
      hasProgress = false;
      isEnd = isOver && !isTold;
      isTold = isOver;
      now = progress;
    }
    napi_value said[3], receiver;
    if (napi_get_undefined(env, &receiver) != napi_ok) return;
    if (isNews && arrayOf(env, napi_float64_array, &now, sizeof now, &said[0])) {
      napi_call_function(env, receiver, notify, 1, said, nullptr);
    }
    if (!isEnd || napi_get_null(env, &said[0]) != napi_ok) return;
    if (result == nullptr) {
      if (errorOf(env, &said[1])) napi_call_function(env, receiver, notify, 2, said, nullptr);
    } else if (napi_get_null(env, &said[1]) == napi_ok &&
               arrayOf(env, napi_uint8_array, result.get(), resultLength, &said[2])) {
      result.reset();
      napi_call_function(env, receiver, notify, 3, said, nullptr);
    }
  }

  static bool arrayOf(napi_env env, napi_typedarray_type type, const void *bytes, size_t size,
                      napi_value *array) {
    void *data;
    napi_value buffer;
    if (napi_create_arraybuffer(env, size, &data, &buffer) != napi_ok) return false;
    memcpy(data, bytes, size);
    size_t length = type == napi_float64_array ? size / sizeof(double) : size;
    return napi_create_typedarray(env, type, length, buffer, 0, array) == napi_ok;
  }

  bool errorOf(napi_env env, napi_value *error) {
    napi_value text, number;
    return napi_create_string_utf8(env, message.data(), message.size(), &text) == napi_ok &&
           napi_create_error(env, nullptr, text, error) == napi_ok &&
           napi_create_int32(env, code, &number) == napi_ok &&
           napi_set_named_property(env, *error, "code", number) == napi_ok;
  }

  void join() {
    stop->store(true);
    if (thread.joinable()) thread.join();
  }

  /* The environment ends. */
  static void End(void *self) {
    static_cast<Training *>(self)->join();
  }

  /* The thread-safe function has gone: nobody knows the training any more. */
  static void Finish(Napi::Env env, void *, Training *training) {
    napi_remove_env_cleanup_hook(env, End, training);
    training->join();
    delete training;
  }
};

Napi::Object Begin(Napi::Env env, Napi::Object exports) {
  Napi::Array functions = Napi::Array::New(env);
  for (int i = 0; sqml_program_name(i) != nullptr; i++) {
    functions.Set(static_cast<uint32_t>(i), sqml_program_name(i));
  }
  exports.Set("functions", functions);
  exports.Set("Engine", Engine::Define(env));
  exports.Set("train", Napi::Function::New<Training::Start>(env, "train"));
  return exports;
}

} // namespace

NODE_API_MODULE(sqml, Begin)
