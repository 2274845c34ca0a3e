using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Porthole.Benchmarks.StartProfile;

/// <summary>
/// A profile as the ahead-of-time compiler reads it (MIBC): an assembly that names methods.
/// <code>
///   AssemblyDictionary:  ldstr "Assembly;Other;"  ldtoken GROUP  pop   (for each group: the assemblies that its methods name)
///   GROUP:               ldtoken METHOD  ldstr "ExclusiveWeight"  ldc.i4 WEIGHT  pop   (for each method)
///   MibcConfig:          ldstr KEY  ldstr VALUE  pop  pop
/// </code>
/// Source: dotnet/runtime, src/coreclr/tools/aot/ILCompiler.ReadyToRun/IBC/MIbcProfileParser.cs.
/// What a later build no longer has, the compiler passes over.
/// </summary>
internal sealed class ProfileFile : IDisposable
{
    // Every method of the profile counts the same: used, that is to be compiled ahead and laid beside the others.
    private const int Weight = 1000;

    // ECMA-335 II.23.1.16: SZARRAY.
    private const int SingleArray = 0x1d;

    private readonly string _folder;
    private readonly DefaultAssemblyResolver _resolver = new();
    private readonly Dictionary<string, ModuleDefinition> _modules = [];
    private readonly SortedDictionary<string, SortedDictionary<string, MethodReference>> _groups = new(StringComparer.Ordinal);
    private readonly AssemblyDefinition _assembly;
    private readonly TypeReference _canon;

    /// <summary>An empty profile for the assemblies of a folder.</summary>
    public ProfileFile(string folder)
    {
        _folder = folder;
        _resolver.AddSearchDirectory(folder);
        _assembly = AssemblyDefinition.CreateAssembly(new AssemblyNameDefinition("start", new Version(1, 0)), "start", new ModuleParameters { Kind = ModuleKind.Dll, AssemblyResolver = _resolver });

        // "Any reference type": code that all of them share. The compiler looks for its name in an assembly that does not exist.
        var nowhere = new AssemblyNameReference("System.Private.Canon", new Version(0, 0, 0, 0));
        Target.AssemblyReferences.Add(nowhere);
        _canon = new TypeReference("System", "__Canon", Target, nowhere);
    }

    /// <summary>How many methods it names.</summary>
    public int Count => _groups.Values.Sum(group => group.Count);

    private ModuleDefinition Target => _assembly.MainModule;

    /// <summary>Adds what a program of the folder used.</summary>
    public void Add(UsedMethods methods)
    {
        foreach (var method in methods.All)
        {
            var assemblies = new SortedSet<string>(StringComparer.Ordinal);
            if (methods.Type(method.Type) is not { } type || Named(methods, method.Type, assemblies) is not { } owner || Module(methods.Module(type)) is not { } module)
                continue;
            var name = module.Assembly.Name.Name;
            assemblies.Remove(name);
            if (Named(methods, method, owner, (MethodDefinition)module.LookupToken(method.Token), assemblies) is not { } reference)
                continue;
            var key = string.Concat(assemblies.Prepend(name).Select(each => $"{each};"));
            if (!_groups.TryGetValue(key, out var group))
                _groups.Add(key, group = new(StringComparer.Ordinal));
            group.TryAdd(reference.FullName, reference);
        }
    }

    /// <summary>Writes it; the same methods give the same bytes.</summary>
    public void Write(string file)
    {
        var config = Global("MibcConfig");
        foreach (var (key, value) in new[] { ("FormatVersion", "1.0"), ("Os", "Linux"), ("Arch", "x64"), ("Runtime", "CoreClr") })
        {
            config.Emit(OpCodes.Ldstr, key);
            config.Emit(OpCodes.Ldstr, value);
            config.Emit(OpCodes.Pop);
            config.Emit(OpCodes.Pop);
        }

        var dictionary = Global("AssemblyDictionary");
        foreach (var (key, methods) in _groups)
        {
            var group = Global($"Assemblies_{key}");
            foreach (var method in methods.Values)
            {
                group.Emit(OpCodes.Ldtoken, method);
                group.Emit(OpCodes.Ldstr, "ExclusiveWeight");
                group.Emit(OpCodes.Ldc_I4, Weight);
                group.Emit(OpCodes.Pop);
            }

            dictionary.Emit(OpCodes.Ldstr, key);
            dictionary.Emit(OpCodes.Ldtoken, group.Body.Method);
            dictionary.Emit(OpCodes.Pop);
        }

        foreach (var method in Target.Types[0].Methods) method.Body.GetILProcessor().Emit(OpCodes.Ret);
        _assembly.Write(file, new WriterParameters { DeterministicMvid = true, Timestamp = 0 });
    }

    public void Dispose()
    {
        foreach (var module in _modules.Values) module.Dispose();
        _assembly.Dispose();
        _resolver.Dispose();
    }

    private MethodReference? Named(UsedMethods methods, UsedMethod method, TypeReference owner, MethodDefinition definition, SortedSet<string> assemblies)
    {
        var open = Target.ImportReference(definition);
        var reference = new MethodReference(open.Name, open.ReturnType, owner) { HasThis = open.HasThis, ExplicitThis = open.ExplicitThis, CallingConvention = open.CallingConvention };
        foreach (var parameter in open.Parameters) reference.Parameters.Add(new ParameterDefinition(parameter.ParameterType));
        foreach (var parameter in open.GenericParameters) reference.GenericParameters.Add(new GenericParameter(parameter.Name, reference));
        if (method.Arguments.Length == 0)
            return reference;
        var instance = new GenericInstanceMethod(reference);
        foreach (var argument in method.Arguments)
        {
            if (Named(methods, argument, assemblies) is not { } type)
                return null;
            instance.GenericArguments.Add(type);
        }

        return instance;
    }

    private TypeReference? Named(UsedMethods methods, ulong id, SortedSet<string> assemblies)
    {
        if (methods.Type(id) is not { } type)
            return null;
        if (type.Kind == SingleArray)
            return Named(methods, type.Arguments[0], assemblies) is { } element ? new ArrayType(element) : null;
        if (Module(methods.Module(type)) is not { } module || module.LookupToken(type.Token) is not TypeDefinition definition)
            return null;
        if (definition.FullName == _canon.FullName)
            return _canon;
        assemblies.Add(module.Assembly.Name.Name);
        var reference = Target.ImportReference(definition);
        if (type.Arguments.Length == 0)
            return reference;
        var instance = new GenericInstanceType(reference);
        foreach (var argument in type.Arguments)
        {
            if (Named(methods, argument, assemblies) is not { } named)
                return null;
            instance.GenericArguments.Add(named);
        }

        return instance;
    }

    private ModuleDefinition? Module(string? name)
    {
        if (name is null || !File.Exists(Path.Combine(_folder, name)))
            return null;
        if (!_modules.TryGetValue(name, out var module))
            _modules.Add(name, module = ModuleDefinition.ReadModule(Path.Combine(_folder, name), new ReaderParameters { AssemblyResolver = _resolver }));
        return module;
    }

    private ILProcessor Global(string name)
    {
        var method = new MethodDefinition(name, MethodAttributes.Public | MethodAttributes.Static, Target.TypeSystem.Void);
        Target.Types[0].Methods.Add(method);
        return method.Body.GetILProcessor();
    }
}
