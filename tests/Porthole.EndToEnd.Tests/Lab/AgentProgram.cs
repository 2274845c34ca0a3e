namespace Porthole.Lab;

/// <summary>Where the built program is, and how it is started.</summary>
public static class AgentProgram
{
    /// <summary>The environment variable that names another build of the program, from the checkout on: a published one, a <c>.dll</c>, or a Windows <c>.exe</c> to be run by Wine.</summary>
    public const string Variable = "PORTHOLE_PROGRAM";

    private const string Wine = "/usr/lib/wine/wine64";

    /// <summary>The checkout that the running test was built from.</summary>
    public static string Checkout { get; } = FindCheckout();

    /// <summary>The program's path.</summary>
    public static string ProgramPath { get; } = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } chosen
        ? Path.GetFullPath(chosen, Checkout)
        : Path.Combine(Checkout, "src", "Porthole.Agent", "bin", Configuration, "net10.0", "porthole");

    /// <summary>The program that simulates cameras.</summary>
    public static string SimulatedCameras { get; } = Path.Combine(Checkout, "tests", "Porthole.SimulatedCameras", "bin", Configuration, "net10.0", "Porthole.SimulatedCameras");

    /// <summary>The sample settings that ship with the program.</summary>
    public static string SampleSettings => File.ReadAllText(Path.Combine(Checkout, "appsettings.json"));

    // bin/<configuration>/net10.0, for the test as for the program.
    private static string Configuration => new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)).Parent!.Name;

    /// <summary>The program and arguments that run it.</summary>
    public static (string Program, string[] Arguments) Command(params IEnumerable<string> arguments)
    {
        if (!File.Exists(ProgramPath))
            throw new LabException($"{ProgramPath} is not built; build src/Porthole.Agent, or name another build in {Variable}.");
        return Path.GetExtension(ProgramPath) switch
        {
            ".dll" => (Environment.ProcessPath is { } host && Path.GetFileName(host) == "dotnet" ? host : "dotnet", [ProgramPath, .. arguments]),
            ".exe" => (Wine, [ProgramPath, .. arguments]),
            _ => (ProgramPath, [.. arguments]),
        };
    }

    private static string FindCheckout()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Agent.sln")))
                return folder.FullName;
        }

        throw new LabException($"No Agent.sln above {AppContext.BaseDirectory}");
    }
}
