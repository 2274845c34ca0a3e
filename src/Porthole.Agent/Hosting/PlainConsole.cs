using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Porthole.Agent.Hosting;

/// <summary>Writes log lines for people: time, level, message; blocks keep their lines.</summary>
internal sealed class PlainConsole(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "porthole";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var message = logEntry.Formatter(logEntry.State, logEntry.Exception);
        textWriter.Write(time.GetLocalNow().ToString("HH:mm:ss "));
        textWriter.Write(Word(logEntry.LogLevel));
        textWriter.WriteLine(message);
        if (logEntry.Exception is { } exception) textWriter.WriteLine(exception);
    }

    private static string Word(LogLevel level) => level switch
    {
        LogLevel.Warning => "warning ",
        LogLevel.Error or LogLevel.Critical => "error ",
        LogLevel.Debug or LogLevel.Trace => "debug ",
        _ => "",
    };
}

/// <summary>Adds the console log.</summary>
internal static class PlainConsoleExtensions
{
    public static ILoggingBuilder AddPlainConsole(this ILoggingBuilder logging)
    {
        logging.Services.AddSingleton(TimeProvider.System);
        logging.AddConsole(options => options.FormatterName = PlainConsole.FormatterName);
        logging.Services.AddSingleton<ConsoleFormatter, PlainConsole>();
        return logging.AddPortholeLevels();
    }

    /// <summary>What is worth a line, wherever the log goes.</summary>
    public static ILoggingBuilder AddPortholeLevels(this ILoggingBuilder logging)
    {
        logging.SetMinimumLevel(LogLevel.Information);

        // The host's own lines ("Now listening on") repeat what the agent says in the owner's words.
        logging.AddFilter("Microsoft", LogLevel.Warning);
        return logging;
    }
}
