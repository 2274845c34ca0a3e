using Microsoft.Diagnostics.Tracing;
using Microsoft.Diagnostics.Tracing.Parsers.Clr;

namespace Porthole.Benchmarks.StartProfile;

/// <summary>
/// The methods that a program used, out of the trace that its runtime wrote: those it found compiled ahead, and those it had
/// to compile itself. Types and methods are named by module and metadata token, as <c>dotnet-pgo</c> reads them.
/// </summary>
internal sealed class UsedMethods
{
    /// <summary>What a runtime has to trace for this: loader, JIT, types, and the details of methods compiled and found (ClrTraceEventParser.Keywords).</summary>
    public const string Providers = "Microsoft-Windows-DotNETRuntime:0x6000080018:5";

    private readonly Dictionary<long, string> _modules = [];
    private readonly Dictionary<ulong, UsedType> _types = [];
    private readonly Dictionary<long, UsedMethod> _details = [];
    private readonly HashSet<long> _found = [];
    private readonly HashSet<long> _compiled = [];

    private UsedMethods()
    {
    }

    /// <summary>Methods whose tokens are known; stubs that the runtime makes have none.</summary>
    public IEnumerable<UsedMethod> All => _found.Concat(_compiled).Distinct().Select(_details.GetValueOrDefault).OfType<UsedMethod>();

    /// <summary>How many methods the program had to compile while it ran.</summary>
    public int Compiled => _compiled.Count;

    public static UsedMethods Read(string trace)
    {
        var methods = new UsedMethods();
        using var source = new EventPipeEventSource(trace);
        source.Clr.LoaderModuleLoad += load => methods._modules[load.ModuleID] = load.ModuleILPath;
        source.Clr.TypeBulkType += methods.Add;
        source.Clr.MethodMethodDetails += methods.Add;
        source.Clr.MethodR2RGetEntryPoint += entry => methods._found.Add(entry.MethodID);
        source.Clr.MethodLoadVerbose += load =>
        {
            if (load.MethodFlags.HasFlag(MethodFlags.Jitted)) methods._compiled.Add(load.MethodID);
        };
        source.Process();
        return methods;
    }

    /// <summary>The type of an identifier; null for one that was never described.</summary>
    public UsedType? Type(ulong id) => _types.GetValueOrDefault(id);

    /// <summary>The file name of a type's module.</summary>
    public string? Module(UsedType type) => _modules.GetValueOrDefault(type.Module) is { } path ? Path.GetFileName(path) : null;

    private void Add(GCBulkTypeTraceData types)
    {
        for (var index = 0; index < types.Count; index++)
        {
            var type = types.Values(index);
            _types[(ulong)type.TypeID] = new UsedType(
                (long)type.ModuleID,
                (int)type.TypeNameID,
                type.CorElementType,
                [.. Enumerable.Range(0, type.TypeParameterCount).Select(type.TypeParameterID)]);
        }
    }

    private void Add(MethodDetailsTraceData method)
    {
        if (method.MethodToken != 0)
            _details[method.MethodID] = new UsedMethod((ulong)method.TypeID, (int)method.MethodToken, [.. Enumerable.Range(0, (int)method.TypeParameterCount).Select(index => (ulong)method.TypeParameters(index))]);
    }
}

/// <summary>A type of a trace.</summary>
/// <param name="Module">The runtime's identifier of its module.</param>
/// <param name="Token">The token of its definition there.</param>
/// <param name="Kind">ECMA-335 II.23.1.16, element types.</param>
/// <param name="Arguments">The identifiers of its generic arguments, or of an array's element.</param>
internal sealed record UsedType(long Module, int Token, int Kind, ulong[] Arguments);

/// <summary>A method of a trace.</summary>
/// <param name="Type">The identifier of its type.</param>
/// <param name="Token">The token of its definition.</param>
/// <param name="Arguments">The identifiers of its own generic arguments.</param>
internal sealed record UsedMethod(ulong Type, int Token, ulong[] Arguments);
