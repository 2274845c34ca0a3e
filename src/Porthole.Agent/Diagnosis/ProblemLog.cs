using System.Text;
using Porthole.Agent.Status;

namespace Porthole.Agent.Diagnosis;

/// <summary>Says in the log that a problem began, as one block a person can act on, and that it ended. Event ids 2000 to 2099.</summary>
internal static partial class ProblemLog
{
    public static void Begin(ILogger logger, Problem problem)
    {
        var level = problem.Severity == ProblemSeverity.Info ? LogLevel.Information : LogLevel.Warning;
        if (!logger.IsEnabled(level)) return;
        var block = Block(problem);
        Began(logger, level, problem.Code, problem.Title, block);
    }

    public static void End(ILogger logger, Problem problem) => Ended(logger, problem.Code, problem.Title);

    private static string Block(Problem problem)
    {
        var block = new StringBuilder();
        Add("What was seen", problem.Evidence);
        Add("Why", problem.Cause);
        Add("What works meanwhile", problem.Meanwhile);
        Add("What to do", string.Join('\n', problem.Remedy));
        return block.ToString();

        void Add(string heading, string text)
        {
            if (text.Length == 0) return;
            block.Append("\n  ").Append(heading).Append(':');
            foreach (var line in text.Split('\n')) block.Append("\n    ").Append(line);
        }
    }

    [LoggerMessage(EventId = 2000, Message = "{Code} {Title}{Block}")]
    private static partial void Began(ILogger logger, LogLevel level, string code, string title, string block);

    [LoggerMessage(2001, LogLevel.Information, "{Code} is over: {Title}")]
    private static partial void Ended(ILogger logger, string code, string title);
}
