using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Porthole.Agent.Settings;

namespace Porthole.Agent.Cli;

/// <summary>A command line that is not understood: one line that says what, why and what to do, and exit code 2.</summary>
internal static class UsageErrors
{
    /// <summary>Whether the command line is not understood, and no help is asked for.</summary>
    public static bool Are(ParseResult parsed) => parsed.Action is ParseErrorAction || (parsed.Errors.Count == 0 && Empty(parsed) is not null);

    public static Task<int> SayAsync(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var name = FullName(parsed);
        return Complaint.SayAsync(parsed, ExitCodes.Usage, $"{What(parsed, command, name)} See: {name} --help");
    }

    private static string What(ParseResult parsed, Command command, string name)
    {
        if (parsed.UnmatchedTokens is [{ } word, ..])
        {
            var isOption = word.StartsWith('-');
            var known = isOption ? Options(parsed) : command.Subcommands.Where(one => !one.Hidden).Select(one => one.Name);
            var kind = isOption ? "an option" : "a command";
            if (!isOption && command.Subcommands.Count == 0) return $"\"{word}\" is one word too many for \"{name}\".";
            return NearestWord.To(word, known) is { } near ? $"\"{word}\" is not {kind} of \"{name}\"; did you mean {near}?" : $"\"{word}\" is not {kind} of \"{name}\".";
        }

        if (Empty(parsed) is { } empty) return $"{empty} is empty. Give it a value, or leave it out.";
        return command.Subcommands.Count > 0
            ? $"\"{name}\" wants one of {string.Join(", ", command.Subcommands.Select(one => one.Name))}."
            : OneLine(parsed.Errors[0].Message);
    }

    /// <summary>The option or argument that was given nothing, which is what a script's unset variable becomes; no file, folder or camera has that name.</summary>
    private static string? Empty(ParseResult parsed)
    {
        for (SymbolResult? result = parsed.CommandResult; result is CommandResult command; result = result.Parent)
        {
            if (command.Children.FirstOrDefault(IsEmpty) is { } child) return child is OptionResult option ? option.Option.Name : ((ArgumentResult)child).Argument.Name;
        }

        return null;

        static bool IsEmpty(SymbolResult child) => child is OptionResult or ArgumentResult && child.Tokens.Any(token => string.IsNullOrWhiteSpace(token.Value));
    }

    private static IEnumerable<string> Options(ParseResult parsed)
    {
        for (var result = parsed.CommandResult; result is not null; result = result.Parent as CommandResult)
        {
            var isOwn = result == parsed.CommandResult;
            foreach (var option in result.Command.Options.Where(option => !option.Hidden && (isOwn || option.Recursive))) yield return option.Name;
        }
    }

    private static string FullName(ParseResult parsed)
    {
        var names = new Stack<string>();
        for (var result = parsed.CommandResult; result.Parent is CommandResult parent; result = parent) names.Push(result.Command.Name);
        return string.Join(' ', names.Prepend("porthole"));
    }

    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
