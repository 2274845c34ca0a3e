using Spectre.Console;

namespace Porthole.Agent.Cli;

/// <summary>What the terminal can show. Into a file or pipe everything is plain.</summary>
internal static class Terminal
{
    /// <summary>Whether lines may be written over: a terminal that says it is dumb (TERM=dumb, an editor's shell) shows every byte.</summary>
    public static bool IsDumb => Environment.GetEnvironmentVariable("TERM") == "dumb";

    /// <summary>Whether progress can be shown beside the output.</summary>
    public static bool ShowsProgress => !Console.IsErrorRedirected && !IsDumb;

    /// <summary>Whether a screen can be kept up to date in place.</summary>
    public static bool IsScreen => !Console.IsOutputRedirected && !IsDumb;

    /// <summary>Whether colours are wished and shown: NO_COLOR (no-color.org) with any content switches them off.</summary>
    public static bool HasColours =>
        IsScreen && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) && AnsiConsole.Profile.Capabilities.Ansi;
}

/// <summary>Colours of a terminal by meaning (ECMA-48, SGR); none when it has none.</summary>
internal readonly record struct Paint(bool IsOn)
{
    public static Paint OfOutput => new(Terminal.HasColours);

    public string Good(string text) => With("32", text);

    public string Note(string text) => With("33", text);

    public string Bad(string text) => With("31", text);

    private string With(string colour, string text) => IsOn ? $"\e[{colour}m{text}\e[0m" : text;
}
