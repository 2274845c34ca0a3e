using System.CommandLine;
using Porthole.Agent.Cli;

namespace Porthole.Agent.Tests.Cli;

public sealed class HelpTests
{
    /// <summary>Every command and group, as it is typed.</summary>
    public static TheoryData<string> Commands => [.. Names(PortholeCommand.Create(), "")];

    [Theory]
    [MemberData(nameof(Commands))]
    public void Help_EveryCommand_FitsATerminalAndEndsWithExamplesAndExitCodes(string words)
    {
        var help = Help(words);

        help.Split('\n').Select(line => line.TrimEnd('\r')).Where(line => line.Length > 80).ShouldBeEmpty();
        help.ShouldContain("\nExamples:\n  porthole ");
        help.ShouldContain("\nExit codes:\n  0 ");
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Help_Examples_AreUnderstoodAsTheyStand(string words)
    {
        var examples = Examples(words);

        examples.Count.ShouldBeGreaterThan(1);
        foreach (var example in examples) PortholeCommand.Create().Parse(example).Errors.ShouldBeEmpty(example);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Command_ThatAnswers_TakesJson(string words)
    {
        var command = PortholeCommand.Create().Parse(words).CommandResult.Command;

        // What runs until it is stopped writes a log, and a shell's script is for the shell.
        if (command.Subcommands.Count == 0 && command.Name is not ("run" or "demo" or "completion")) command.Options.ShouldContain(CommonOptions.Json);
    }

    private static List<string> Examples(string words)
    {
        var lines = Help(words).Split('\n').Select(line => line.TrimEnd('\r')).SkipWhile(line => line != "Examples:").Skip(1).TakeWhile(line => line.Trim().Length > 0);
        var examples = new List<string>();
        foreach (var line in lines)
        {
            // One that is indented further goes on with the line before; what a shell does with the output is not ours.
            if (line.StartsWith("    ", StringComparison.Ordinal)) examples[^1] += line;
            else examples.Add(line.Trim());
        }

        return [.. examples.Select(example => example.Split(" > ")[0].Split(" >> ")[0]["porthole ".Length..])];
    }

    private static string Help(string words)
    {
        using var output = new StringWriter();
        PortholeCommand.Create().Parse($"{words} --help").Invoke(new InvocationConfiguration { Output = output }).ShouldBe(0);
        return output.ToString();
    }

    private static IEnumerable<string> Names(Command command, string path) =>
        command.Subcommands.SelectMany(one => Names(one, $"{path} {one.Name}".Trim())).Prepend(path);
}
