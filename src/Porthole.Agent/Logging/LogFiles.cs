using System.Threading.Channels;
using Microsoft.Extensions.Logging.EventLog;
using Serilog;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Parsing;
using ILogger = Microsoft.Extensions.Logging.ILogger;

namespace Porthole.Agent.Logging;

/// <summary>
/// The log in files of the state folder, one a day and no more than 14. Whoever logs only puts the entry into a queue: the
/// forwarding loop never waits for a disk, and at start the files are opened when the first ports are.
/// </summary>
/// <param name="folder">Where they stand.</param>
/// <param name="time">The clock.</param>
/// <param name="patience">How long an orderly stop waits for a disk; null for two seconds.</param>
internal sealed class LogFiles(string folder, TimeProvider time, TimeSpan? patience = null) : ILoggerProvider
{
    /// <summary>A day of a site in trouble; a quiet day is some lines.</summary>
    private const long MostBytes = 10 * 1024 * 1024;

    /// <summary>Two weeks: an owner who was away still sees what happened.</summary>
    private const int MostFiles = 14;

    /// <summary>More than this cannot be written at once by anything but a defect; the rest is counted and not kept.</summary>
    private const int MostWaiting = 4096;

    /// <summary>A disk that is well takes milliseconds.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private static readonly MessageTemplate Plain = new MessageTemplateParser().Parse("");

    private readonly Channel<LogEntry> _waiting = Channel.CreateBounded<LogEntry>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private long _lost;
    private Task? _writing;

    /// <summary>Opens the files and writes what has waited; until then entries are kept in memory.</summary>
    public void Begin() => _writing ??= Task.Run(WriteAsync);

    public ILogger CreateLogger(string categoryName) => new Pen(this);

    public void Dispose()
    {
        Begin();
        _waiting.Writer.TryComplete();

        // A full or dead disk must not hold up the end of the program.
        _writing!.Wait(patience ?? Patience);
    }

    private void Add(LogEntry entry)
    {
        if (!_waiting.Writer.TryWrite(entry)) Interlocked.Increment(ref _lost);
    }

    private async Task WriteAsync()
    {
        // A file that cannot be written is no reason to stop: the console and the service manager's log go on.
        var log = new LoggerConfiguration()
            .MinimumLevel.Verbose()
            .WriteTo.File(new EntryFormat(), Path.Combine(folder, "porthole-.log"), fileSizeLimitBytes: MostBytes, rollingInterval: RollingInterval.Day, rollOnFileSizeLimit: true, retainedFileCountLimit: MostFiles)
            .CreateLogger();
        await foreach (var entry in _waiting.Reader.ReadAllAsync())
        {
            Write(log, entry);
            if (Interlocked.Exchange(ref _lost, 0) is > 0 and var lost) Write(log, new LogEntry(time.GetLocalNow(), LogEntryLevel.Warning, 0, $"{lost} entries were lost: they came faster than the disk takes them"));
        }

        try
        {
            await log.DisposeAsync();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The last lines found no room; that is no reason for an orderly stop to end with an error.
        }
    }

    private static void Write(Serilog.Core.Logger log, LogEntry entry) =>
        log.Write(new LogEvent(entry.At, LogEventLevel.Information, exception: null, Plain, [new LogEventProperty(EntryFormat.Property, new ScalarValue(entry))]));

    private sealed class Pen(LogFiles files) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var message = Redaction.Of(formatter(state, exception));
            if (exception is not null) message = $"{message}\n{Redaction.Of(exception.ToString())}";
            files.Add(new LogEntry(files.Now, Level(logLevel), Math.Max(0, eventId.Id), message));
        }

        private static LogEntryLevel Level(LogLevel level) => level switch
        {
            LogLevel.Trace or LogLevel.Debug => LogEntryLevel.Debug,
            LogLevel.Warning => LogEntryLevel.Warning,
            LogLevel.Error or LogLevel.Critical => LogEntryLevel.Error,
            _ => LogEntryLevel.Information,
        };
    }

    private DateTimeOffset Now => time.GetLocalNow();

    private sealed class EntryFormat : ITextFormatter
    {
        public const string Property = "Entry";

        public void Format(LogEvent logEvent, TextWriter output) => output.WriteLine(((ScalarValue)logEvent.Properties[Property]).Value);
    }
}

/// <summary>Adds the log's files.</summary>
internal static class LogFilesExtensions
{
    /// <summary>Adds the files, and hands them over: the end of the logging writes what waits, and closes them.</summary>
    public static ILoggingBuilder AddLogFiles(this ILoggingBuilder logging, LogFiles files)
    {
        // By a function: who is added by AddProvider is never disposed of, and the last entries of a run would be lost.
        logging.Services.AddSingleton<ILoggerProvider>(_ => files);

        // The Event Log is for what an administrator must act on; the files tell the rest.
        if (OperatingSystem.IsWindows()) logging.AddFilter<EventLogLoggerProvider>(level => level >= LogLevel.Warning);
        return logging;
    }
}
