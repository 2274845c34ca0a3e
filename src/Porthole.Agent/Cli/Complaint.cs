using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Porthole.Agent.Cli;

/// <summary>
/// How every command says what went wrong: on standard error, one line each mistake; with <c>--json</c> one
/// <see cref="ErrorDocument"/> on one line there. Standard output has answers only.
/// </summary>
internal static class Complaint
{
    /// <summary>Says it; returns the exit code.</summary>
    /// <param name="parsed">The command line, which tells whether JSON is wished.</param>
    /// <param name="exitCode">One of <see cref="ExitCodes"/>.</param>
    /// <param name="lines">What, why and what to do; at least one.</param>
    public static async Task<int> SayAsync(ParseResult parsed, int exitCode, params ImmutableArray<string> lines)
    {
        if (IsJsonWished(parsed)) await Console.Error.WriteLineAsync(JsonSerializer.Serialize(new ErrorDocument(lines[0], exitCode, lines), ErrorJson.Default.ErrorDocument));
        else foreach (var line in lines) await Console.Error.WriteLineAsync($"porthole: {line}");
        return exitCode;
    }

    // A command line that is not understood has no values; its words are there all the same.
    private static bool IsJsonWished(ParseResult parsed) => parsed.Tokens.Any(token => token.Value == CommonOptions.Json.Name);
}

/// <summary>What went wrong, for programs; written on standard error when <c>--json</c> is given.</summary>
/// <param name="Error">The first line of <paramref name="Details"/>.</param>
/// <param name="ExitCode">The exit code of the program.</param>
/// <param name="Details">Every mistake, one each.</param>
internal sealed record ErrorDocument(string Error, int ExitCode, ImmutableArray<string> Details);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ErrorDocument))]
internal sealed partial class ErrorJson : JsonSerializerContext;
