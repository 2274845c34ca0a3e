using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Porthole.Agent.Cli;

/// <summary>What a command's own help ends with; lists of commands show its one line only.</summary>
internal interface IHelpEnd
{
    string Examples { get; }

    string Codes { get; }
}

/// <summary>A command whose own help ends with examples and exit codes.</summary>
internal sealed class ExampleCommand(string name, string description, string examples, string codes = ExitCodes.Words) : Command(name, description), IHelpEnd
{
    /// <summary>Lines that work as they stand; one that is indented goes on with the line before.</summary>
    public string Examples { get; } = examples;

    public string Codes { get; } = codes;
}

/// <summary>The program's own help.</summary>
internal sealed class ExampleRoot : RootCommand, IHelpEnd
{
    /// <summary>The narrowest usual terminal.</summary>
    private const int MostColumns = 80;

    public ExampleRoot(string description, string examples)
        : base(description)
    {
        Examples = examples;
        foreach (var option in Options.OfType<HelpOption>())
        {
            var plain = (HelpAction)option.Action!;
            plain.MaxWidth = MostColumns;
            option.Action = new HelpWithExamples(plain);
        }
    }

    public string Examples { get; }

    public string Codes => ExitCodes.Words;

    private sealed class HelpWithExamples(HelpAction plain) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            using var text = new StringWriter();
            var configuration = parseResult.InvocationConfiguration;
            var output = configuration.Output;
            configuration.Output = text;
            var code = plain.Invoke(parseResult);
            configuration.Output = output;
            output.WriteLine(text.ToString().TrimEnd());
            if (parseResult.CommandResult.Command is not IHelpEnd command) return code;
            output.WriteLine($"\nExamples:\n  {command.Examples.ReplaceLineEndings("\n  ")}".ReplaceLineEndings());
            output.WriteLine($"\nExit codes:\n  {command.Codes.ReplaceLineEndings("\n  ")}".ReplaceLineEndings());
            return code;
        }
    }
}
