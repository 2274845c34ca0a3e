using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Porthole.Agent.Cli;

/// <summary>A command whose own help ends with examples; lists of commands show its one line only.</summary>
internal sealed class ExampleCommand(string name, string description, string examples) : Command(name, description)
{
    public string Examples { get; } = examples;

    /// <summary>Makes the root's help option show examples.</summary>
    public static void ShowIn(RootCommand root)
    {
        foreach (var option in root.Options.OfType<HelpOption>()) option.Action = new HelpWithExamples((SynchronousCommandLineAction)option.Action!);
    }

    private sealed class HelpWithExamples(SynchronousCommandLineAction plain) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            var code = plain.Invoke(parseResult);
            if (parseResult.CommandResult.Command is ExampleCommand command)
                parseResult.InvocationConfiguration.Output.WriteLine($"Examples:\n  {command.Examples.ReplaceLineEndings("\n  ")}\n");
            return code;
        }
    }
}
