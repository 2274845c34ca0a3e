using System.Diagnostics;
using Porthole.Lab;

namespace Porthole.Benchmarks.FirstRule;

/// <summary>What the contests between Porthole and the command-line clients share: options, the program, the table of results.</summary>
internal static class Contest
{
    /// <summary>The value of <c>--runs</c>.</summary>
    public static int Runs(string[] args, int otherwise) => Number(args, "--runs", otherwise);

    /// <summary>The value of an option that is a number.</summary>
    public static int Number(string[] args, string name, int otherwise) => Option(args, name) is { } count ? int.Parse(count) : otherwise;

    /// <summary>The program named with <c>--program</c>; without one, it is published first as <c>tests/publish.sh</c> does: what ships is what is measured.</summary>
    public static async Task<string> ProgramAsync(string[] args) => Option(args, "--program") is { } chosen ? Path.GetFullPath(chosen) : await PublishAsync();

    /// <summary>Prints the times, and the last contender's median against each.</summary>
    public static void Print(string title, IReadOnlyList<Contender> contenders)
    {
        var porthole = contenders[^1].Median;
        Console.WriteLine(title);
        Console.WriteLine($"{"",-10}{"median",8}{"min",8}{"max",8}   porthole's median / this");
        foreach (var contender in contenders)
        {
            Console.WriteLine(
                $"{contender.Name,-10}{contender.Median.TotalMilliseconds,8:0}{contender.Times.Min().TotalMilliseconds,8:0}{contender.Times.Max().TotalMilliseconds,8:0}   {porthole / contender.Median:0.00}");
        }
    }

    /// <summary>The word after an option; null when it is not given.</summary>
    public static string? Option(string[] args, string name) => args.SkipWhile(arg => arg != name).Skip(1).FirstOrDefault();

    private static async Task<string> PublishAsync()
    {
        var folder = Path.Combine(AgentProgram.Checkout, "artifacts", "benchmarks");
        Console.WriteLine("Publishing the release build");
        using var publish = Process.Start(new ProcessStartInfo(
            "dotnet",
            [
                "publish", Path.Combine(AgentProgram.Checkout, "src", "Porthole.Agent"), "--configuration", "Release", "--runtime", "linux-x64", "--self-contained",
                "-p:ForRelease=true", "--artifacts-path", $"{folder}-build", "--output", folder, "--nologo", "--verbosity", "quiet",
            ]))!;
        await publish.WaitForExitAsync();
        return publish.ExitCode == 0 ? Path.Combine(folder, "porthole") : throw new LabException("The publish failed.");
    }
}

/// <summary>A program that opens ports, and how long it took.</summary>
/// <param name="Name">The name in the table.</param>
/// <param name="Command">Its command line; a folder of its own is given.</param>
internal sealed record Contender(string Name, Func<string, string[]> Command)
{
    public List<TimeSpan> Times { get; init; } = [];

    public TimeSpan Median => Times.Order().ElementAt(Times.Count / 2);
}
