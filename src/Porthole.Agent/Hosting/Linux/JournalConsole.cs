using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Porthole.Agent.Hosting.Linux;

/// <summary>Writes log lines for the journal, which adds the time by itself and reads the level from a number in front (sd-daemon(3)).</summary>
internal sealed class JournalConsole() : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "porthole-journal";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var message = logEntry.Formatter(logEntry.State, logEntry.Exception);
        if (logEntry.Exception is { } exception) message = $"{message}\n{exception}";

        // Every line is an entry of its own, and each needs its level.
        foreach (var line in message.AsSpan().EnumerateLines())
        {
            textWriter.Write(Level(logEntry.LogLevel));
            textWriter.Write(line);
            textWriter.Write('\n');
        }
    }

    private static string Level(LogLevel level) => level switch
    {
        LogLevel.Critical => "<2>",
        LogLevel.Error => "<3>",
        LogLevel.Warning => "<4>",
        LogLevel.Debug or LogLevel.Trace => "<7>",
        _ => "<6>",
    };
}

/// <summary>Adds the log for the journal.</summary>
internal static class JournalConsoleExtensions
{
    public static ILoggingBuilder AddJournalConsole(this ILoggingBuilder logging)
    {
        logging.AddConsole(options => options.FormatterName = JournalConsole.FormatterName);
        logging.Services.AddSingleton<ConsoleFormatter, JournalConsole>();
        return logging.AddPortholeLevels();
    }
}
