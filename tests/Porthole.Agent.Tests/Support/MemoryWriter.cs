using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging.Abstractions;
using Porthole.Agent.Forwarding;
using Porthole.Agent.Hosting;
using Porthole.PortMapping;

namespace Porthole.Agent.Tests.Support;

/// <summary>Another process of this test program that saves one memory after the other until it is killed.</summary>
internal static class MemoryWriter
{
    private const string Variable = "PORTHOLE_TEST_MEMORY_WRITER";

    public static Process Start(string path)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { Environment = { [Variable] = path }, RedirectStandardOutput = true, UseShellExecute = false };

        // A test host that is a program for many assemblies has to be told which one.
        if (!Path.GetFileNameWithoutExtension(Environment.ProcessPath!).StartsWith("Porthole", StringComparison.Ordinal))
            start.FileName = Path.ChangeExtension(typeof(MemoryWriter).Assembly.Location, OperatingSystem.IsWindows() ? ".exe" : null);
        return Process.Start(start)!;
    }

    public static MemoryFile Open(string path) => new(path, NullLogger<MemoryFile>.Instance);

    /// <summary>A memory whose every part follows from its number, small and large by turns.</summary>
    public static AgentMemory Make(int number) => new()
    {
        NonceSecret = [.. Enumerable.Range(0, 16).Select(index => (byte)(number + index))],
        DescriptionUrl = new Uri($"http://192.168.1.1/{number}"),
        Forwards = Enumerable.Range(0, number * 37 % 400).ToImmutableSortedDictionary(
            index => $"camera-{index}/rtsp",
            index => new RememberedForward
            {
                Wish = (ushort)(8000 + index),
                External = (ushort)(8000 + index),
                Transport = Transport.Tcp,
                Via = MappingProtocol.UpnpIgd,
                Internal = $"192.168.1.20:{number}",
                Description = $"Porthole-0a1b camera-{index}",
            },
            StringComparer.Ordinal),
    };

    public static int NumberOf(AgentMemory memory) => int.Parse(memory.DescriptionUrl?.AbsolutePath.Trim('/') ?? "0");

    // Runs before anything of the test framework; in the other process nothing else ever does.
    [ModuleInitializer]
    internal static void WriteWhenAsked()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } path) return;
        var file = Open(path);
        for (var number = NumberOf(file.Load()) + 1; ; number++)
        {
            file.Save(Make(number));
            if (number % 5 == 0) Console.WriteLine(number);
        }
    }
}
