using System.Text;

namespace Porthole.Agent.Hosting.Windows;

/// <summary>Writes a command line that a Windows program takes apart again (<c>CommandLineToArgvW</c>).</summary>
internal static class CommandLine
{
    public static string Of(string program, params IEnumerable<string> arguments) =>
        string.Join(' ', arguments.Select(Quote).Prepend($"\"{program}\""));

    /// <summary>The value of an option, as <see cref="Of"/> wrote it; null when it is not there.</summary>
    public static string? OptionOf(string commandLine, string option)
    {
        var start = commandLine.IndexOf($" {option} ", StringComparison.Ordinal);
        if (start < 0) return null;
        var value = commandLine[(start + option.Length + 2)..];

        // No path holds a quote, so the next one ends it; before it stand the backslashes twice.
        if (value[0] != '"') return value.Split(' ')[0];
        var quoted = value[1..].Split('"')[0];
        var path = quoted.TrimEnd('\\');
        return path + new string('\\', (quoted.Length - path.Length) / 2);
    }

    /// <summary>In quotes; a backslash counts double before a quote, and nowhere else.</summary>
    public static string Quote(string argument)
    {
        if (argument.Length > 0 && !argument.AsSpan().ContainsAny(' ', '\t', '"')) return argument;
        var text = new StringBuilder("\"");
        var slashes = 0;
        foreach (var character in argument)
        {
            if (character == '"') text.Append('\\', slashes + 1);
            slashes = character == '\\' ? slashes + 1 : 0;
            text.Append(character);
        }

        return text.Append('\\', slashes).Append('"').ToString();
    }
}
